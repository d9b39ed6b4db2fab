import { describe, expect, it } from 'vitest';
import { fleetDocument, fleetLines, fleetPlans, fleetRows } from './fleet-document.ts';
import { type FleetOutcome, fleetTrial } from './fleet-trial.ts';

const outcome = (change: Partial<FleetOutcome>): FleetOutcome => ({
  ...{ seed: 1, jointCount: 6, fault: 'friction doubled', robotCount: 20, foundCount: 5 },
  ...{ soundJointCount: 100, namedSoundCount: 1, namedRobotCount: 1 },
  ...change,
});

describe('a fleet of simulated units', () => {
  it('names units that rub three times as much more often than sound ones, the same for the same seed', () => {
    const plan = { seed: 2, jointCount: 6, fleetCount: 20, triedCount: 5, warmUpS: 30, learnS: 200 };
    const outcomes = fleetTrial(plan);
    const of = (fault: FleetOutcome['fault']) => outcomes.find((one) => one.fault === fault);
    expect(of('none')).toMatchObject({ foundCount: 0, soundJointCount: 30 });
    expect(of('friction trebled')).toMatchObject({ soundJointCount: 25 });
    expect(of('friction trebled')?.foundCount).toBeGreaterThan(of('none')?.namedRobotCount ?? 6);
    const [smoke] = fleetPlans('smoke');
    if (smoke === undefined) throw new RangeError('a smoke run has a plan');
    expect(fleetTrial(smoke)).toEqual(fleetTrial(smoke));
  });
});

describe('the table', () => {
  const outcomes = [outcome({}), outcome({ seed: 2, foundCount: 15 }), outcome({ fault: 'none', foundCount: 0 })];

  it('adds builds up, and says the worst and the best', () => {
    expect(fleetRows(outcomes)[0]).toMatchObject({ robotCount: 40, foundCount: 20, leastFoundRatio: 0.25, mostFoundRatio: 0.75 });
    expect(fleetLines(outcomes)[2]).toBe('| friction doubled | 40 | 50.0 % | 25.0 % … 75.0 % | 1.0 % | 5.0 % |');
  });

  it('says nothing of finding where nothing is wrong', () => {
    expect(fleetDocument(outcomes, '2026-02-03')).toContain('| nothing | 20 | – | – | 1.0 % | 5.0 % |');
    expect(fleetDocument(outcomes, '2026-02-03')).toContain('2026-02-03. 2 simulated builds.');
  });
});

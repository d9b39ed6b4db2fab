import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BetweenRuns, WitnessAnswer } from './witness-state.ts';
import { wallGapMsMax } from './witness-tolerance.ts';
import { judgeBetween } from './witness-verdict.ts';

const hourMs = 3_600_000;
const onboard = { isGateway: false, dutyRatio: 0.5 };

const gap: BetweenRuns = {
  ...{ startedMs: 0, beforeWallMs: 0, wallGapMs: 16 * hourMs, sameBoot: false, upBeforeMs: 0, afterStop: true },
  ...{ answers: [], pose: null, charge: null, poseOpen: true, judged: false, imputedMs: 0 },
};

const answer = (more: Partial<WitnessAnswer>): WitnessAnswer => ({
  ...{ key: 'controller/C/powerOnMs', component: 'controller', counter: 'powerOnMs', isStrong: true },
  ...{ riseValue: 8 * hourMs, unmeteredMs: 8 * hourMs, contradictsOff: true, ...more },
});

const judged = (more: Partial<BetweenRuns>, terms = onboard) => judgeBetween({ ...gap, ...more }, terms);

describe('the verdict on a gap', () => {
  it('of strong witnesses believes the one that says most, of weak ones the one that says least', () => {
    const two = (isStrong: boolean): WitnessAnswer[] => [
      answer({ isStrong, key: 'a', component: 'a', unmeteredMs: 2 * hourMs }),
      answer({ isStrong, key: 'b', component: 'b', unmeteredMs: 5 * hourMs }),
    ];
    expect(judged({ answers: two(true) })).toMatchObject({ class: 'unmeteredRun', imputedMs: 5 * hourMs, imputedBy: 'b' });
    expect(judged({ answers: two(false) })).toMatchObject({ class: 'unmeteredRun', imputedMs: 2 * hourMs, imputedBy: 'a' });
  });

  it('takes two counters of one component for one sort of weak witness', () => {
    const both = [answer({ isStrong: false }), answer({ isStrong: false, key: 'x', counter: 'operatingMs' })];
    expect(judged({ answers: both })).toMatchObject({ class: 'doubtful', imputedMs: 0 });
  });

  it('takes a pack’s cycles and its charge for one sort too', () => {
    const charge = { part: 'pack', changeValue: 0.4, contradictsOff: true };
    const cycles = answer({ isStrong: false, component: 'battery', counter: 'cycleCount', unmeteredMs: null });
    expect(judged({ answers: [cycles], charge })).toMatchObject({ class: 'doubtful' });
  });

  it('does not add a pose to a weak counter after a cut of power: the robot may have moved since it was kept', () => {
    const pose = { part: 'waist', changeValue: 2, contradictsOff: true };
    const answers = [answer({ isStrong: false })];
    expect(judged({ answers, pose })).toMatchObject({ class: 'unmeteredRun' });
    expect(judged({ answers, pose, afterStop: false })).toMatchObject({ class: 'doubtful' });
  });

  it('imputes the duty of no more than a month for a clock that claims years', () => {
    const answers = [answer({ counter: 'bootCount', riseValue: 3, unmeteredMs: null, contradictsOff: false })];
    const years = judged({ answers, wallGapMs: 50 * 365 * 24 * hourMs });
    expect(years).toMatchObject({ class: 'missedBoot', missedBootCount: 2, imputedMs: wallGapMsMax / 2 });
  });

  it('says what moved, and only how many stood still', () => {
    const still = Array.from({ length: 40 }, (_, index) =>
      answer({ key: `j${index}`, riseValue: 0, unmeteredMs: 0, contradictsOff: false }),
    );
    const moved = Array.from({ length: 20 }, (_, index) => answer({ key: `m${index}`, contradictsOff: false }));
    const { witnesses } = judged({ answers: [...still, ...moved] });
    expect(witnesses).toHaveLength(18);
    expect(witnesses.slice(-2)).toEqual([{ furtherCount: 4 }, { unchangedCount: 40 }]);
  });

  it('imputes nothing to consecutive boots without a contradiction, and else never more than the gap or a witness says', () => {
    const answers = fc.array(
      fc.record({
        key: fc.string(),
        component: fc.constantFrom('controller', 'battery', 'host', 'joint'),
        counter: fc.constantFrom('powerOnMs' as const, 'operatingMs' as const, 'travelUrad' as const, 'bootCount' as const),
        isStrong: fc.boolean(),
        riseValue: fc.nat(100),
        unmeteredMs: fc.option(fc.nat(16 * hourMs)),
        contradictsOff: fc.boolean(),
      }),
      { maxLength: 5 },
    );
    const between = fc.record({ answers, sameBoot: fc.boolean(), afterStop: fc.boolean(), upBeforeMs: fc.nat(hourMs) });
    fc.assert(
      fc.property(between, fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), (more, isGateway, dutyRatio) => {
        const verdict = judged(more, { isGateway, dutyRatio });
        expect(verdict.imputedMs).toBeGreaterThanOrEqual(0);
        expect(verdict.imputedMs).toBeLessThanOrEqual(gap.wallGapMs);
        if (['offConsistent', 'doubtful'].includes(verdict.class)) expect(verdict.imputedMs).toBe(0);
        const isContradicted = more.answers.some(({ contradictsOff, isStrong }) => contradictsOff && isStrong);
        if (isContradicted) expect(verdict.class).toBe('unmeteredRun');
      }),
    );
  });
});

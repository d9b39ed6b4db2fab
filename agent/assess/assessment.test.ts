import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  hourMs,
  humanoid,
  illustrative,
  lived,
  newRun,
  quietMinute,
  type Run,
  riskInput,
  runMinutes,
  windowScore,
} from '../../tests/support/assessment-fixture.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import { monoMs } from '../contract/time.ts';
import { ratedEventClasses } from '../contract/usage.ts';
import {
  type AssessmentInput,
  type AssessmentState,
  assessRisk,
  contextSchema,
  openingAssessmentState,
  roundAssessmentState,
  stepAssessment,
} from './assessment.ts';
import { totalMs } from './hours-by-grade.ts';

/** Seconds of a lively robot: readings, events and scores that differ from second to second. */
const second = fc.record(
  {
    operating: fc.boolean(),
    ambientC: fc.double({ min: -10, max: 60, noNaN: true }),
    humidityRatio: fc.double({ min: 0, max: 1, noNaN: true }),
    loadRatio: fc.double({ min: 0, max: 1.5, noNaN: true }),
    eventCounts: fc.dictionary(fc.constantFrom(...ratedEventClasses, 'gripLost'), fc.nat(2), { maxKeys: 2 }),
    score: fc
      .tuple(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }))
      .map(([a, b]) => windowScore(a, b)),
  },
  { requiredKeys: ['operating'] },
);
type Second = Partial<AssessmentInput> & { readonly operating: boolean };

function play(from: AssessmentState, seconds: readonly Second[], startMs: number): AssessmentState {
  return seconds.reduce((state, now, i) => {
    const operatingMs = now.operating ? 997 : 0;
    const input = quietMinute({ profile: humanoid, commissioningMs: 20_000, ...now, operatingMs, nowMs: monoMs(startMs + i * 61_000) });
    return stepAssessment(state, input).state;
  }, from);
}

describe('the state', () => {
  it('opens as plain JSON', () => {
    const opening = openingAssessmentState();
    expect(JSON.parse(JSON.stringify(opening))).toEqual(opening);
    expect(opening.version).toBe(1);
  });

  it('is the rounded one at every step, so that saving changes nothing', () => {
    fc.assert(
      fc.property(fc.array(second, { maxLength: 60 }), (seconds) => {
        const state = play(openingAssessmentState(), seconds, 0);
        expect(JSON.stringify(roundAssessmentState(state))).toBe(JSON.stringify(state));
      }),
      { numRuns: 40 },
    );
  });

  it('saved at any moment and read back goes on to the same end, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(second, { minLength: 1, maxLength: 80 }), fc.nat(79), (seconds, cut) => {
        const at = Math.min(cut, seconds.length);
        const straight = play(openingAssessmentState(), seconds, 0);
        const saved = JSON.parse(JSON.stringify(roundAssessmentState(play(openingAssessmentState(), seconds.slice(0, at), 0))));
        expect(JSON.stringify(play(saved, seconds.slice(at), at * 61_000))).toBe(JSON.stringify(straight));
      }),
      { numRuns: 40 },
    );
  });

  it('is never changed by a step', () => {
    const before = lived(3, { impact: 1 });
    const copy = structuredClone(before);
    stepAssessment(before, quietMinute({ nowMs: monoMs(1e9), eventCounts: { fall: 1 }, ambientC: 20, score: windowScore(1, 2) }));
    expect(before).toEqual(copy);
  });

  it('rounds whatever a saved file may hold, and keeps words and unknowns', () => {
    const odd = { ...openingAssessmentState(), use: { loadMs: 1 / 3, ratedMs: 2 } };
    expect(roundAssessmentState(odd).use).toEqual({ loadMs: 0.333333333, ratedMs: 2 });
    expect(roundAssessmentState(odd).anomaly).toEqual(odd.anomaly);
  });
});

describe('a step', () => {
  it('gives the window’s operating time to the grade it returns, in all three vectors', () => {
    const { state, output } = stepAssessment(openingAssessmentState(), quietMinute({ profile: humanoid, operatingMs: 1000 }));
    expect(state.agedMsByE[output.grade.e - 1]).toBe(1000);
    expect(state.agedMsByEPhys[output.grade.ePhys - 1]).toBe(1000);
    expect(state.agedMsByEPeople[output.grade.ePeople - 1]).toBe(1000);
    expect([output.grade.e, output.grade.ePhys, output.grade.ePeople]).toEqual([4, 3, 4]);
  });

  it('of a robot at rest adds no time', () => {
    const { state } = stepAssessment(openingAssessmentState(), quietMinute({ operating: false, operatingMs: 0 }));
    expect(totalMs(state.agedMsByE)).toBe(0);
    expect(Object.values(state.history).every(({ exposureMs }) => exposureMs === 0)).toBe(true);
  });

  it('counts a chain of events once, in its severest class', () => {
    let { state, nowMs }: Pick<Run, 'state' | 'nowMs'> = newRun();
    for (const eventCounts of [{ impact: 1 }, { protectiveStop: 1, emergencyStop: 1 }, {}, {}]) {
      nowMs = monoMs(nowMs + 1000);
      state = stepAssessment(state, quietMinute({ nowMs, operatingMs: 1000, eventCounts })).state;
    }
    const counts = Object.fromEntries(ratedEventClasses.map((eventClass) => [eventClass, state.history[eventClass].eventCount]));
    expect(counts).toEqual({ emergencyStop: 1, protectiveStop: 0, impact: 1, fall: 0, limitTrip: 0, majorFault: 0 });
  });

  it('reports what it found in the environment', () => {
    const declared: DeclaredContext = { ambientMinC: 18, ambientMaxC: 28 };
    const { output } = stepAssessment(openingAssessmentState(), quietMinute({ ambientC: 48, declared }));
    expect(output.findings.map(({ code }) => code)).toContain('environment.declarationConflict');
  });

  it('drops stop and impact credit when the safety configuration changes', () => {
    const credit = lived(50);
    const { state } = stepAssessment(credit, quietMinute({ nowMs: monoMs(1e9), operatingMs: 0, safetyConfigurationChanged: true }));
    expect(state.history.impact.agedExposureMs).toBe(0);
    expect(state.history.impact.exposureMs).toBe(50 * hourMs);
  });

  it('learns only from windows without an event', () => {
    const input = quietMinute({ score: windowScore(1), commissioningMs: 1e9 });
    expect(stepAssessment(openingAssessmentState(), input).state.anomaly.learnedMs).toBe(60_000);
    expect(stepAssessment(openingAssessmentState(), { ...input, eventCounts: { impact: 1 } }).state.anomaly.learnedMs).toBe(0);
  });

  it('passes an alarm on', () => {
    let run = runMinutes(newRun(), 70, { score: windowScore(1, 1), commissioningMs: 60 * 60_000 });
    expect(run.output?.anomaly.status).toBe('active');
    run = runMinutes(run, 3, { score: windowScore(1, 300), commissioningMs: 60 * 60_000 });
    expect(run.output?.anomaly.alarm?.jointIndex).toBe(1);
  });
});

describe('ageing', () => {
  it('halves what happened 720 operating hours ago, and keeps the lifetime numbers', () => {
    const state = lived(1, { fall: 4 });
    const later = lived2(state, 720);
    expect(later.history.fall.agedCount).toBeCloseTo(4 * 2 ** (-721 / 720), 5);
    expect(later.history.fall.eventCount).toBe(4);
    expect(later.history.fall.exposureMs).toBe(721 * hourMs);
  });

  it('does not happen to a robot that stands still: a silent robot does not become clean', () => {
    const state = lived(1, { fall: 4 });
    const later = runMinutes({ state, nowMs: monoMs(1e9), output: undefined }, 5000, { operating: false, operatingMs: 0 }).state;
    expect(assessRisk(riskInput(later)).riskIndex).toBe(assessRisk(riskInput(state)).riskIndex);
  });

  function lived2(state: AssessmentState, hours: number): AssessmentState {
    return runMinutes({ state, nowMs: monoMs(1e9), output: undefined }, hours, { operatingMs: hourMs }).state;
  }
});

describe('properties of whole traces', () => {
  it('an emergency-stop press anywhere changes neither index nor covers', () => {
    fc.assert(
      fc.property(fc.array(second, { minLength: 1, maxLength: 60 }), fc.nat(59), (seconds, at) => {
        const quiet = seconds.map((now) => ({ ...now, score: undefined }));
        const pressed = quiet.map((now, i) =>
          i === at % quiet.length ? { ...now, eventCounts: { ...now.eventCounts, emergencyStop: 3 } } : now,
        );
        const read = (of: readonly Second[]) => assessRisk(riskInput(play(openingAssessmentState(), of, 0), { profile: humanoid }));
        const [without, with_] = [read(quiet), read(pressed)];
        expect([with_.riskIndex, with_.lnM, with_.covers]).toEqual([without.riskIndex, without.lnM, without.covers]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('cost', () => {
  it('ten thousand windows of 29 joints keep the state under 64 KiB', () => {
    const many = Array.from({ length: 29 }, (_, joint) => 0.3 + joint / 40);
    let state = openingAssessmentState();
    for (let i = 0; i < 10_000; i += 1) {
      const score = windowScore(...many.map((value) => value * (1 + ((i * 7) % 11) / 5)));
      state = stepAssessment(state, quietMinute({ nowMs: monoMs(i * 1000), operatingMs: 1000, ambientC: 20 + (i % 7) / 10, score })).state;
    }
    expect(JSON.stringify(state).length).toBeLessThan(64 * 1024);
    expect(state.anomaly.learnedMs).toBe(10_000_000);
  });
});

describe('the declared context', () => {
  const validate = new Ajv({ allErrors: true }).compile(contextSchema);
  const example = parse(readFileSync(new URL('../../config/context.example.yaml', import.meta.url), 'utf8')) as DeclaredContext;

  it('of the example satisfies its schema and declares every key there is', () => {
    expect(validate(example)).toBe(true);
    expect(Object.keys(example).sort()).toEqual(Object.keys(contextSchema.properties).sort());
  });

  it('of the example grades every dimension somebody can declare', () => {
    const { output } = stepAssessment(openingAssessmentState(), quietMinute({ declared: example }));
    expect([output.grade.e, output.grade.binding]).toEqual([3, 'D6']);
    const open = Object.entries(output.grade.dimensions).filter(([, { provenance }]) => provenance === 'unknown');
    expect(open.map(([name]) => name)).toEqual([]);
  });
});

describe('the reference model', () => {
  it('is enough, with a state, to read an index', () => {
    expect(assessRisk(riskInput(openingAssessmentState(), { model: illustrative })).riskIndex).toBe(50);
  });
});

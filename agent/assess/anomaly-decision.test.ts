import { describe, expect, it } from 'vitest';
import { hourMs, windowScore } from '../../tests/support/assessment-fixture.ts';
import type { WindowScore } from '../contract/features.ts';
import { monoMs } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import {
  type AnomalyInput,
  type AnomalyOutput,
  type AnomalyState,
  ageAnomaly,
  openingAnomaly,
  type RobotScore,
  stepAnomaly,
} from './anomaly-decision.ts';
import { openingBlocks } from './block-statistics.ts';

const commissioningMs = 300_000;
const calmScores = [0.4, 0.7, 1, 1.3, 1.6];
const calm = (second: number): WindowScore => windowScore(calmScores[second % 5] ?? 1, calmScores[(second + 2) % 5] ?? 1);
const wild = (joint: 0 | 1): WindowScore => (joint === 0 ? windowScore(400, 1) : windowScore(1, 400));

interface Watch {
  readonly state: AnomalyState;
  readonly second: number;
  readonly outputs: readonly AnomalyOutput[];
}

type WindowAt = (second: number) => RobotScore | undefined;

/** Goes on for so many seconds with one window each; every input changed as told. */
const watchWith =
  (change: Partial<AnomalyInput>) =>
  (from: Watch, count: number, windowAt: WindowAt): Watch => {
    let { state } = from;
    const outputs: AnomalyOutput[] = [];
    for (let i = 1; i <= count; i += 1) {
      const second = from.second + i;
      const input = { nowMs: monoMs(second * 1000), operating: true, operatingMs: 1000, quiet: true, commissioningMs };
      const step = stepAnomaly(state, { ...input, score: windowAt(second), ...change });
      state = step.state;
      outputs.push(step.output);
    }
    return { state, second: from.second + count, outputs };
  };
const watchFor = watchWith({});

const fresh: Watch = { state: openingAnomaly, second: 0, outputs: [] };
const active = (): Watch => watchFor(fresh, 300, calm);
const alarmsOf = ({ outputs }: Watch) => outputs.flatMap(({ alarm }) => (alarm === undefined ? [] : [alarm]));

describe('commissioning', () => {
  it('says learning and scores nothing until so much operating time was seen', () => {
    const before = watchFor(fresh, 299, calm);
    expect(before.state.status).toBe('learning');
    expect(before.outputs.every(({ score, status }) => score === unknown('learning') && status === 'learning')).toBe(true);
    expect(watchFor(before, 1, calm).state.status).toBe('active');
  });

  it('takes eight operating hours unless told otherwise', () => {
    const almost = { ...openingAnomaly, learnedMs: 8 * hourMs - 1000 };
    const input = { nowMs: monoMs(1), operating: true, operatingMs: 999, quiet: true, score: calm(1) };
    const step = stepAnomaly(almost, input);
    expect(step.state.status).toBe('learning');
    expect(stepAnomaly(step.state, { ...input, operatingMs: 1 }).state.status).toBe('active');
  });

  it('has begun with the first window that can be learned from, even where nothing is scored yet, and stays begun', () => {
    const unscored = { score: undefined, operating: false };
    expect(watchWith(unscored)(fresh, 3, calm).state).not.toHaveProperty('hasBegun');
    const begun = watchWith({ ...unscored, isLearnable: true })(fresh, 1, calm);
    expect(begun.state).toMatchObject({ hasBegun: true, status: 'learning', learnedMs: 0 });
    expect(watchWith(unscored)(begun, 3, calm).state.hasBegun).toBe(true);
  });

  it('does not learn from windows with an event, without operation, or without a score', () => {
    expect(watchWith({ quiet: false })(fresh, 100, calm).state).toMatchObject({ learnedMs: 0, blocks: openingBlocks });
    expect(watchWith({ operating: false })(fresh, 100, calm).state).toMatchObject({ learnedMs: 0, blocks: openingBlocks });
    expect(watchFor(fresh, 100, () => undefined).state).toMatchObject({ learnedMs: 0, blocks: openingBlocks });
  });

  it('never alarms, whatever it sees', () => {
    expect(alarmsOf(watchFor(fresh, 250, () => wild(0)))).toEqual([]);
  });

  it('freezes the threshold with it: nothing seen later moves it', () => {
    const start = active();
    expect(start.state.threshold?.rule).toBe('peaksOverThreshold');
    const later = watchFor(start, 2000, () => wild(0)).state;
    expect([later.threshold, later.blocks]).toEqual([start.state.threshold, start.state.blocks]);
  });

  it('sets the threshold above all it saw, higher for a lower promise', () => {
    const thresholdAt = (promisedRatePerH: number): number =>
      watchWith({ promisedRatePerH })(fresh, 300, calm).state.threshold?.thresholdScore ?? Number.NaN;
    expect(thresholdAt(0.1)).toBeGreaterThan(1.6);
    expect(thresholdAt(0.02)).toBeGreaterThan(thresholdAt(0.1));
  });

  it('is judged minute by minute: three windows in a row make a block what it is, a single one does not', () => {
    const spiky = watchFor(fresh, 300, (second) => (second % 20 === 0 ? wild(0) : calm(second))).state;
    expect(spiky.threshold).toEqual(active().state.threshold);
    const lasting = watchFor(fresh, 300, (second) => (second % 60 < 5 ? windowScore(5, 1) : calm(second))).state;
    expect(lasting.threshold?.thresholdScore).toBeGreaterThanOrEqual(5);
  });

  it('without a single whole minute never alarms', () => {
    const hasty = watchWith({ commissioningMs: 30_000 })(fresh, 30, calm);
    expect(hasty.state).toMatchObject({ status: 'active', threshold: { rule: 'none', thresholdScore: null } });
    expect(watchFor(hasty, 600, () => wild(0)).state.alarmCount).toBe(0);
  });
});

describe('an alarm', () => {
  it('comes with the third exceedance in a row and names the joint', () => {
    const watched = watchFor(active(), 3, () => wild(1));
    expect(watched.outputs.map(({ alarm }) => alarm?.jointIndex)).toEqual([undefined, undefined, 1]);
    expect(watched.state.alarmCount).toBe(1);
  });

  it('does not come of two exceedances, a calm window, and two more', () => {
    const twice = watchFor(
      watchFor(
        watchFor(active(), 2, () => wild(0)),
        1,
        calm,
      ),
      2,
      () => wild(0),
    );
    expect(twice.state.alarmCount).toBe(0);
  });

  it.each([
    ['standing still', { operating: false }],
    ['losing the score', { score: undefined }],
  ])('does not come of exceedances interrupted by %s', (_, change) => {
    const interrupted = watchWith(change)(
      watchFor(active(), 2, () => wild(0)),
      1,
      calm,
    );
    const broken = watchFor(interrupted, 2, () => wild(0));
    expect(broken.state.alarmCount).toBe(0);
  });

  it('is one event however long it lasts', () => {
    expect(watchFor(active(), 3600, () => wild(0)).state.alarmCount).toBe(1);
  });

  it('is armed again by 60 s below the threshold, for another joint', () => {
    const first = watchFor(active(), 3, () => wild(0));
    const tooSoon = watchFor(watchFor(first, 59, calm), 5, () => wild(1));
    expect(tooSoon.state.alarmCount).toBe(1);
    const later = watchFor(watchFor(first, 62, calm), 5, () => wild(1));
    expect(later.state.alarmCount).toBe(2);
    expect(alarmsOf(later)[0]?.jointIndex).toBe(1);
  });

  it('merges with one of the same joint within 10 min, and not after', () => {
    const first = watchFor(active(), 3, () => wild(0));
    const merged = watchFor(watchFor(first, 120, calm), 5, () => wild(0));
    expect([merged.state.alarmCount, alarmsOf(merged).length]).toEqual([1, 0]);
    const separate = watchFor(watchFor(first, 700, calm), 5, () => wild(0));
    expect(separate.state.alarmCount).toBe(2);
  });

  it('may come again at once after a reboot, when the clock begins anew and 60 s have passed', () => {
    const first = watchFor(active(), 3, () => wild(0));
    const rebooted = watchFor(watchFor({ ...first, second: 0 }, 62, calm), 3, () => wild(0));
    expect(rebooted.state.alarmCount).toBe(2);
  });
});

describe('the score', () => {
  it('is that of the worst joint to three decimals, with its joint', () => {
    const [output] = watchFor(active(), 1, () => windowScore(1.23456, 1)).outputs;
    expect([output?.score, output?.worstJointIndex]).toEqual([1.235, 0]);
  });

  it('is that of the robot as a whole where that is larger, and an alarm like any other', () => {
    const watched = watchFor(active(), 3, (second) => ({ ...calm(second), robotScore: 40 }));
    expect(watched.outputs.map(({ score }) => score)).toEqual([40, 40, 40]);
    expect(watched.state.alarmCount).toBe(1);
  });

  it.each([
    ['not operating', { operating: false }, 'notRated'],
    ['no score', { score: undefined }, 'notObserved'],
    ['every joint masked', { score: { ...calm(1), jointMask: new Uint8Array(2) } }, 'insufficientData'],
  ] as const)('is unknown with %s', (_, change, reason) => {
    const [output] = watchWith(change)(active(), 1, calm).outputs;
    expect(output?.score).toEqual({ unknown: reason });
    expect(output?.worstJointIndex).toEqual({ unknown: reason });
  });

  it('counts watched operating time only when a joint was scored', () => {
    const scored = watchFor(watchFor(active(), 10, calm), 5, () => undefined);
    const watched = watchWith({ operating: false, operatingMs: 0 })(scored, 7, calm);
    expect(watched.state.activeMs).toBe(10_000);
  });
});

describe('normal life', () => {
  it('gives no alarm in a long run of windows as they were', () => {
    expect(watchFor(active(), 5000, calm).state.alarmCount).toBe(0);
  });
});

describe('saving', () => {
  it('at any window and going on from JSON gives the same', () => {
    const trace = (second: number): WindowScore => (second % 97 < 4 ? wild(second % 2 === 0 ? 0 : 1) : calm(second));
    const straight = watchFor(fresh, 1000, trace).state;
    for (const cut of [1, 150, 299, 300, 303, 777]) {
      const saved = JSON.parse(JSON.stringify(watchFor(fresh, cut, trace).state)) as AnomalyState;
      expect(watchFor({ state: saved, second: cut, outputs: [] }, 1000 - cut, trace).state).toEqual(straight);
    }
  });

  it('stays small: 29 joints learning for hours fit in 1 KiB', () => {
    const many = (second: number): WindowScore => windowScore(...Array.from({ length: 29 }, (_, j) => ((second * (j + 7)) % 60) / 20));
    const { state } = watchWith({ commissioningMs: 8 * hourMs })(fresh, 3000, many);
    expect(JSON.stringify(state).length).toBeLessThan(1024);
  });
});

describe('ageing', () => {
  it('halves alarms and watched time alike and leaves the lifetime count', () => {
    const state: AnomalyState = { ...openingAnomaly, alarmCount: 3, activeMs: 1000, agedAlarmCount: 3, agedActiveMs: 1000 };
    expect(ageAnomaly(state, 0.5)).toMatchObject({ alarmCount: 3, activeMs: 1000, agedAlarmCount: 1.5, agedActiveMs: 500 });
  });
});

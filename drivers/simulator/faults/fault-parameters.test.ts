import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atMsOf, cobotProfile, humanoidProfile, simulate, valuesOf } from '../../../tests/support/simulation-fixture.ts';
import { type ScriptEntry, scriptEntrySchema } from '../options-schema.ts';
import { createEffects, type Effects } from '../plant/effects.ts';
import { buildRobot } from '../plant/robot-build.ts';
import { seededRandom } from '../plant/seeded-random.ts';
import { type FaultName, faultKinds, faultNames } from './fault-kinds.ts';
import { applyScript, planScript } from './script.ts';

const humanoid = buildRobot(humanoidProfile, 'humanoid', seededRandom(1));
const cobot = buildRobot(cobotProfile, 'cobot', seededRandom(1));
const { atMs: _at, fault: _fault, durationMs: _length, joint: _joint, ...parameterSchemas } = scriptEntrySchema.properties;
const parameterNames = Object.keys(parameterSchemas);
/** A value each parameter may have. */
const sampleOf = (name: string): unknown =>
  ({ direction: 'left', stream: 'imu', robotMode: 'off', controlSource: 'pendant', safetyConfiguration: 'B', cellIndex: 2 })[name] ?? 1;

const plan = (entry: object, build = humanoid) => planScript([entry as ScriptEntry], build, { periodMs: 50, place: 'script' });
const strikes: readonly FaultName[] = ['frictionRise', 'overheating', 'backlash', 'oscillation', 'encoderDropout'];

describe.each(faultNames)('the parameters of %s', (fault) => {
  const own = [...Object.keys(faultKinds[fault].defaults), ...(strikes.includes(fault) ? ['joint'] : [])];

  it('are taken each by itself and all together', () => {
    const whole = Object.fromEntries(own.map((name) => [name, name === 'joint' ? 'waist_yaw_joint' : sampleOf(name)]));
    expect(plan({ atMs: 0, fault, ...whole }).problems).toEqual([]);
    for (const [name, value] of Object.entries(whole)) expect(plan({ atMs: 0, fault, [name]: value }).problems).toEqual([]);
  });

  it('of every other fault are refused one by one, with those it takes as the remedy', () => {
    for (const name of [...parameterNames, 'joint'].filter((each) => !own.includes(each))) {
      const value = name === 'joint' ? 'waist_yaw_joint' : sampleOf(name);
      const remedy = own.length === 0 ? 'take it out' : `take it out; ${fault} takes ${own.join(', ')}`;
      expect(plan({ atMs: 0, fault, [name]: value }).problems).toEqual([
        { place: `script[0].${name}`, value: `not a parameter of ${fault}`, remedy },
      ]);
    }
  });

  it('are given to the plant, and where the script is silent the defaults are', () => {
    const applied = (entry: object): Effects => {
      const effects = createEffects(29, 13);
      applyScript(plan({ atMs: 0, fault, durationMs: 1e6, ...entry }).occurrences, effects, { nowMs: 30_000, chanceRatio: 0 });
      return effects;
    };
    expect(applied({})).toEqual(applied(faultKinds[fault].defaults));
    expect(applied({})).not.toEqual(createEffects(29, 13));
    const { direction: _d, peakMPerS2: _p, ...seen } = faultKinds[fault].defaults as Record<string, unknown>;
    for (const [name, value] of Object.entries(seen)) {
      const changed = typeof value === 'number' ? value * 3 + 1 : sampleOf(name);
      if (changed !== value && fault !== 'encoderDropout') expect(applied({ [name]: changed }), name).not.toEqual(applied({}));
    }
  });
});

describe('what a robot lacks', () => {
  it('is told for exactly the faults that need it', () => {
    const refusedBy = (build: typeof cobot) => faultNames.filter((fault) => plan({ atMs: 0, fault }, build).problems.length > 0);
    expect(refusedBy(humanoid)).toEqual([]);
    expect(refusedBy(cobot)).toEqual(['cellImbalance', 'resistanceGrowth', 'packHeating', 'fall']);
    const onWheels = buildRobot({ ...cobotProfile, locomotion: 'wheeled' }, 'cobot', seededRandom(1));
    expect(refusedBy(onWheels)).toEqual(['fall']);
  });

  it('is told together with what else is wrong, each at its place in the list', () => {
    const entries: ScriptEntry[] = [
      { atMs: 0, fault: 'impact' },
      { atMs: 0, fault: 'fall', joint: 'tail', stepMs: 3 },
    ];
    const { problems } = planScript(entries, cobot, { periodMs: 100, place: 'scene race' });
    expect(problems.map(({ place, value }) => [place, value])).toEqual([
      ['scene race[1].fault', 'fall'],
      ['scene race[1].stepMs', 'not a parameter of fall'],
      ['scene race[1].joint', 'not a parameter of fall'],
    ]);
  });
});

describe('an onset', () => {
  it('is on the first frame at or after its time, whatever the rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 1, max: 1000 }), (atMs, periodMs) => {
        const { occurrences } = planScript([{ atMs, fault: 'impact' }], humanoid, { periodMs, place: 'script' });
        const startMs = occurrences[0]?.startMs ?? -1;
        expect(startMs % periodMs).toBe(0);
        expect(startMs).toBeGreaterThanOrEqual(atMs);
        expect(startMs - atMs).toBeLessThan(periodMs);
      }),
    );
  });

  it('keeps the order of the list among those of one moment', () => {
    const faults = ['takeover', 'impact', 'wetting', 'vibration'] as const;
    const entries = [...faults.map((fault): ScriptEntry => ({ atMs: 1010, fault })), { atMs: 1000, fault: 'haste' } satisfies ScriptEntry];
    const { occurrences } = planScript(entries, humanoid, { periodMs: 1, place: 'script' });
    expect(occurrences.map(({ fault }) => fault)).toEqual(['haste', ...faults]);
  });
});

describe('encoderDropout', () => {
  it.each([0, 0.2, 0.8, 1])('loses %f of the readings, by chance and not in turn', async (shareRatio) => {
    const script: ScriptEntry[] = [{ atMs: 0, fault: 'encoderDropout', joint: 'elbow_joint', shareRatio, durationMs: 200_000 }];
    const poured = await simulate(cobotProfile, { seed: 4, durationMs: 200_000, script });
    const lost = valuesOf(poured, 'positionRad', 'elbow_joint').map(Number.isNaN);
    expect(valuesOf(poured, 'velocityRadPerS', 'elbow_joint').map(Number.isNaN)).toEqual(lost);
    const lostRatio = lost.filter(Boolean).length / lost.length;
    // 2000 readings: five standard deviations of the share are 0.045.
    expect(Math.abs(lostRatio - shareRatio)).toBeLessThanOrEqual(shareRatio === 0 || shareRatio === 1 ? 0 : 0.045);
    const pairs = lost.slice(1).filter((each, k) => each && lost[k]).length / (lost.length - 1);
    expect(Math.abs(pairs - shareRatio ** 2)).toBeLessThan(0.06);
  });
});

describe('sensorLoss', () => {
  it.each(['joint', 'battery', 'imu', 'ambient', 'controller', 'base'] as const)('of %s takes that stream and no other', async (stream) => {
    const script: ScriptEntry[] = [{ atMs: 10_000, fault: 'sensorLoss', stream, durationMs: 20_000 }];
    const { frames, messages } = await simulate(humanoidProfile, { durationMs: 40_000, script });
    const during = new Set(frames.filter(({ atMs }) => atMs >= 10_000 && atMs < 30_000).map(({ component }) => component));
    const outside = new Set(frames.filter(({ atMs }) => atMs < 10_000 || atMs >= 30_000).map(({ component }) => component));
    expect([...outside].filter((component) => !during.has(component))).toEqual([stream]);
    expect(messages.some((message) => atMsOf(message) > 10_000 && atMsOf(message) < 30_000)).toBe(true);
  });
});

describe('clockStep', () => {
  it('adds up with the steps before it, and ends alone', async () => {
    const script: ScriptEntry[] = [
      { atMs: 1000, fault: 'clockStep', stepMs: 60_000 },
      { atMs: 2000, fault: 'clockStep', stepMs: -90_000, durationMs: 3000 },
    ];
    const { frames, messages } = await simulate(cobotProfile, { durationMs: 8000, script });
    const startMs = Date.parse('2026-05-04T08:00:00Z');
    const offset = (atMs: number) => (frames.find((frame) => frame.atMs === atMs)?.wallMs ?? 0) - atMs - startMs;
    expect([900, 1000, 2000, 4900, 5000, 7900].map(offset)).toEqual([0, 60_000, -30_000, -30_000, 60_000, 60_000]);
    for (const message of messages) expect(message.time.wallMs - atMsOf(message) - startMs).toBe(offset(atMsOf(message)));
  });
});

describe('modes and sources of command', () => {
  it.each(['off', 'booting', 'standby', 'updating', 'fault', 'ready'] as const)(
    '%s is told, and powers the drives or not',
    async (mode) => {
      const script: ScriptEntry[] = [{ atMs: 2000, fault: 'modeChange', robotMode: mode, durationMs: 5000 }];
      const poured = await simulate(cobotProfile, { durationMs: 9000, script });
      const told = poured.messages.filter((message) => message.kind === 'mode').map((message) => [atMsOf(message), message.robotMode]);
      expect(told).toContainEqual([2000, mode]);
      expect(told).toContainEqual([7000, 'running']);
      const powered = poured.messages.filter((message) => message.kind === 'safety' && atMsOf(message) === 5000);
      expect(powered).toMatchObject([{ drivesPowered: mode === 'ready' }]);
      const drawn = valuesOf(poured, 'currentA', 'main').slice(4, 7);
      expect(drawn.every((current) => (mode === 'ready' ? current > 90 / 48 : current === 90 / 48))).toBe(true);
    },
  );

  it.each(['autonomous', 'teleoperated', 'pendant', 'handGuided', 'externalProgram'] as const)(
    '%s is told as who commands',
    async (who) => {
      const script: ScriptEntry[] = [{ atMs: 2000, fault: 'takeover', controlSource: who, durationMs: 3000 }];
      const { messages } = await simulate(cobotProfile, { durationMs: 12_000, script });
      const told = messages.filter((message) => message.kind === 'mode').map((message) => message.controlSource);
      expect(told).toEqual(who === 'autonomous' ? [who, who] : ['autonomous', who, 'autonomous', 'autonomous']);
    },
  );
});

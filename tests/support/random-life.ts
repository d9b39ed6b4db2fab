import { type CommissioningPlan, shortCommissioning } from '../../agent/assess/watch/commissioning.ts';
import type { DeclaredContext } from '../../agent/contract/declared-context.ts';
import type { Source } from '../../agent/contract/driver.ts';
import type { Scorer } from '../../agent/contract/features.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { Message } from '../../agent/contract/message.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { seededRandom } from './replayed.ts';
import { type LivedLife, liveThrough } from './sparse-agent.ts';
import { frameOf, timeAt } from './telemetry.ts';

export interface Life extends LivedLife {
  readonly seed: number;
  readonly context: DeclaredContext | undefined;
}

/** Readings are twelve minutes apart and hold for three times as long, so that an operating hour costs five frames. */
const stepMs = 720_000;
/** The robot is learned from so many readings, one a second, before anything else: first what is normal, then where an alarm begins. */
const collectCount = 70;
const learningCount = 2 * collectCount;
/** Readings that come minutes apart are each of a session of their own; none of them is thrown away for that. */
const commissioning: CommissioningPlan = {
  ...shortCommissioning,
  collectMs: (collectCount - 5) * 1000,
  collectMsMax: (collectCount - 5) * 1000,
  calibrateMs: (collectCount - 5) * 1000,
};
const hourMs = 3_600_000;
const loudRadPerS = 2;
const sourceId = 'robot';

type Draw = () => number;
const chance = (draw: Draw, shareRatio: number): boolean => draw() < shareRatio;
const oneOf = <T>(draw: Draw, values: readonly [T, ...T[]]): T => values[Math.floor(draw() * values.length)] ?? values[0];

/** So many report periods of a random robot: its kind, site, events, loads, alarms, pauses and gaps all come from the seed. */
export async function randomLife(seed: number, periodCount: number): Promise<Life> {
  const draw = seededRandom(seed);
  const profile = oneOf(draw, ['ur3e', 'unitree-g1-29dof']);
  const context = chance(draw, 0.8) ? randomContext(draw) : undefined;
  const life = await liveThrough({
    keySeed: seed,
    profile,
    context,
    source: (joint) => randomSource(joint, periodCount * hourMs, draw),
    scorer: chance(draw, 0.5) ? fastScorer() : undefined,
    commissioning,
  });
  return { ...life, seed, context };
}

function randomContext(draw: Draw): DeclaredContext {
  return {
    humanExposure: oneOf(draw, ['H0', 'H1', 'H2', 'H3', 'H4']),
    ...(chance(draw, 0.7) ? { lifecycleStage: oneOf(draw, ['rnd', 'pilotTest', 'firstUse', 'commercial'] as const) } : {}),
    ...(chance(draw, 0.5) ? { robotClass10218: oneOf(draw, ['I', 'II'] as const) } : {}),
    ...(chance(draw, 0.5) ? { trl: oneOf(draw, [4, 5, 7, 8, 9]) } : {}),
    ...(chance(draw, 0.3) ? { scene: oneOf(draw, ['factory', 'competition', 'rental'] as const) } : {}),
    ...(chance(draw, 0.4) ? { ambientMinC: 15, ambientMaxC: oneOf(draw, [28, 42]) } : {}),
    ...(chance(draw, 0.2) ? { specialHazard: 'none' as const, corrosivity: 'C1' as const } : {}),
  };
}

/** One joint and the hall's air; events of every class, gaps, and pauses. */
function randomSource(joint: string, durationMs: number, draw: Draw): Source {
  const base = { sourceId, periodMs: stepMs } as const;
  const joints: FrameLayout = { ...base, component: 'joint', parts: [joint], signals: ['velocityRadPerS', 'torqueNm'] };
  const hall: FrameLayout = { ...base, component: 'ambient', parts: ['hall'], signals: ['temperatureC'] };
  const [eventRatio, gapRatio] = [oneOf(draw, [0.01, 0.05, 0.2]), oneOf(draw, [0, 0.02, 0.1])];
  const hasAir = chance(draw, 0.5);
  return {
    layouts: hasAir ? [joints, hall] : [joints],
    observable: [],
    identity: { protocol: 'random' },
    run: async (sink) => {
      for (let second = 0; second < learningCount; second += 1) sink.frame(frameOf(joints, second * 1000, [1, 20]));
      const air = hasAir ? airTemperature(draw) : undefined;
      for (const ms of moments(durationMs, gapRatio, draw)) {
        if (air !== undefined) sink.frame(frameOf(hall, ms, [air()]));
        for (const [atMs, cells] of jointReadings(ms, draw)) sink.frame(frameOf(joints, atMs, cells));
        for (const message of messagesAt(ms + 5000, eventRatio, draw)) sink.message(message);
        await sink.ready();
      }
    },
  };
}

/** The hall's air wanders, °C. */
function airTemperature(draw: Draw): () => number {
  let airC = 22;
  return () => {
    airC += 6 * (draw() - 0.5);
    return airC;
  };
}

const messagesAt = (ms: number, eventRatio: number, draw: Draw): Message[] => {
  if (chance(draw, eventRatio)) return randomEvents(ms, draw);
  return chance(draw, 0.03) ? [...quiet(ms), randomConfiguration(ms, draw)] : quiet(ms);
};

/** The safety configuration changes, or another payload is stated; each new one restarts credit. */
function randomConfiguration(ms: number, draw: Draw): Message {
  const what = oneOf(draw, ['safetyConfiguration', 'payload'] as const);
  return { kind: 'behaviour', sourceId, time: timeAt(ms), [what]: oneOf(draw, ['A', 'B', 'C', 'D']) };
}

/** When readings come: about a step apart, sometimes after a gap of several hold times. */
function* moments(durationMs: number, gapRatio: number, draw: Draw): Generator<number> {
  for (let ms = learningCount * 1000; ms < durationMs; ) {
    ms += chance(draw, gapRatio) ? stepMs * 7 : stepMs - Math.floor(draw() * 1700);
    yield ms;
  }
}

type JointReading = readonly [atMs: number, cells: readonly (number | undefined)[]];

/** One reading, or four a second apart that the scorer finds unusual. */
function jointReadings(ms: number, draw: Draw): JointReading[] {
  const torqueNm = chance(draw, 0.8) ? 60 * draw() : undefined;
  if (chance(draw, 0.95)) return [[ms, [chance(draw, 0.85) ? 1 : 0, torqueNm]]];
  return [0, 1, 2, 3].map((second) => [ms + second * 1000, [loudRadPerS, torqueNm]]);
}

type Said = Extract<Message, { kind: 'safety' | 'condition' }>;

/** Every class is proven to be reportable only by the first value that arrives. */
function quiet(ms: number): Said[] {
  return [{ kind: 'safety', sourceId, time: timeAt(ms), protectiveStop: false, emergencyStop: false }];
}

/** Up to three events within four seconds, each of which ends half a second later. */
function randomEvents(ms: number, draw: Draw): Message[] {
  return Array.from({ length: 1 + Math.floor(draw() * 3) }, (_, index) => {
    const startMs = ms + index * 1300 + Math.floor(draw() * 700);
    return [randomKind(draw), startMs] as const;
  }).flatMap(([said, startMs]) => [said(startMs, true), said(startMs + 500, false)]);
}

function randomKind(draw: Draw): (ms: number, active: boolean) => Message {
  const kind = oneOf(draw, ['emergencyStop', 'protectiveStop', 'collisionDetected', 'fall', 'gripLost', 'overTemperature', 'encoder']);
  return (ms, active) => {
    const base = { sourceId, time: timeAt(ms) };
    if (kind === 'fall' || kind === 'gripLost') return { ...base, kind: 'condition', eventClass: kind, active };
    if (kind !== 'overTemperature' && kind !== 'encoder') return { ...base, kind: 'safety', [kind]: active };
    const code = { codeSpace: 'random', codeRaw: kind, component: 'joint', part: unknown('notReported'), text: kind };
    return { ...base, ...code, kind: 'fault', severity: 'error', category: kind, active };
  };
}

/** Finds what moves fast unusual: alarms at a rate well above the promised one. */
function fastScorer(): Scorer {
  return {
    backend: 'cpu',
    weightsSha256: 'sha256:none',
    modelVersion: 'random-1',
    score: ({ startMs, mean }) => ({
      startMs,
      jointScores: Float64Array.of(mean[0] === loudRadPerS ? 500 : 1),
      jointMask: Uint8Array.of(1),
    }),
    close: () => undefined,
  };
}

import { writeFile } from 'node:fs/promises';

/**
 * ```
 *  seed ─▶ work cycle ─▶ speeds ─▶ currents ─▶ temperatures ─▶ one row per second ─▶ config/recordings/synthetic-cobot.csv
 * ```
 * The bundled synthetic recording: a six-joint cobot picking and placing. Only + − × ÷ are used, which give the same bits on
 * every machine, so that the committed file can be compared byte for byte with what this makes.
 */
export function makeSyntheticRecording(): string {
  const random = uniformFrom(seed);
  const state: CobotState = { temperaturesC: [...startTemperaturesC], workS: 0 };
  const lines = [headerNames.join(',')];
  for (let second = 0; second < durationS; second++) {
    const cells = rowAt(second, state, random);
    if (!within(second, hole)) lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}

const seed = 20260105;
const startWallMs = 1_767_600_000_000;
const durationS = 1320;
const ambientC = 22;
const thermalTimeS = 900;
const startTemperaturesC = [27.9, 29.4, 29.3, 32.1, 32.2, 32];

interface Span {
  readonly fromS: number;
  readonly toS: number;
}

const protectiveStops: readonly Span[] = [
  { fromS: 385, toS: 402 },
  { fromS: 742, toS: 766 },
  { fromS: 1128, toS: 1141 },
];
const lostGrips: readonly Span[] = [
  { fromS: 214, toS: 216 },
  { fromS: 383, toS: 386 },
  { fromS: 611, toS: 613 },
  { fromS: 1004, toS: 1007 },
];
const hole: Span = { fromS: 905, toS: 916 };
/** Rows in which the robot's answer was lost: only the time and the counter remain. */
const emptyRowsS = [307, 688, 951];
/** Rows with one lost cell, and which. */
const emptyCells = new Map([
  [129, 'temperatureJ3'],
  [1210, 'currentJ2'],
]);

/** One move of the cycle: how long, and by how much each joint turns (rad). */
interface Move {
  readonly durationS: number;
  readonly turnsRad: readonly number[];
  readonly carriesLoad: boolean;
}

const stay = [0, 0, 0, 0, 0, 0];
const cycle: readonly Move[] = [
  { durationS: 3, turnsRad: [0, 0.62, 0.48, -0.31, 0, 0], carriesLoad: false },
  { durationS: 2, turnsRad: stay, carriesLoad: true },
  { durationS: 3, turnsRad: [0, -0.62, -0.48, 0.31, 0, 0], carriesLoad: true },
  { durationS: 4, turnsRad: [1.83, 0.12, -0.2, 0.08, 0.44, -1.1], carriesLoad: true },
  { durationS: 3, turnsRad: [0, 0.55, 0.41, -0.27, 0, 0], carriesLoad: true },
  { durationS: 2, turnsRad: stay, carriesLoad: false },
  { durationS: 3, turnsRad: [0, -0.55, -0.41, 0.27, 0, 0], carriesLoad: false },
  { durationS: 4, turnsRad: [-1.83, -0.12, 0.2, -0.08, -0.44, 1.1], carriesLoad: false },
  { durationS: 2, turnsRad: stay, carriesLoad: false },
];
const cycleS = cycle.reduce((sum, move) => sum + move.durationS, 0);

/** Holding against gravity, friction per rad/s, and what a load adds (A). */
const holdingA = [0.02, -2.15, -1.32, -0.47, 0.04, 0.03];
const frictionAPerRadPerS = [0.9, 1.1, 0.8, 0.45, 0.4, 0.35];
const loadA = [0, -0.42, -0.29, -0.11, 0, 0];
const heatingCPerA2 = [2.2, 1.9, 2.4, 3.6, 4.1, 4.4];
const idleHeatingC = [9, 10, 10, 14, 15, 14];

const jointIndexes = [0, 1, 2, 3, 4, 5];
const headerNames = [
  'timestamp',
  ...jointIndexes.flatMap((joint) => [`currentJ${joint}`, `temperatureJ${joint}`, `speedJ${joint}`]),
  'toolCurrent',
  'cycle',
  'protectiveStop',
  'gripLost',
];

interface CobotState {
  readonly temperaturesC: number[];
  /** Time spent in the cycle: it stands still during a stop. */
  workS: number;
}

function rowAt(second: number, state: CobotState, random: () => number): readonly string[] {
  const stopped = protectiveStops.some((span) => within(second, span));
  const { move, progressRatio } = moveAt(state.workS % cycleS);
  const speedsRadPerS = jointIndexes.map((joint) => (stopped ? 0 : speedOf(move, joint, progressRatio)));
  const currentsA = jointIndexes.map((joint) => currentOf({ joint, move, speedRadPerS: speedsRadPerS[joint] ?? 0 }) + noise(random, 0.05));
  if (protectiveStops.some((span) => span.fromS === second)) currentsA[1] = (currentsA[1] ?? 0) * 1.9;
  warm(state, currentsA);
  const cells = [
    new Date(startWallMs + second * 1000 + Math.floor(random() * 9)).toISOString(),
    ...jointIndexes.flatMap((joint) => [
      (currentsA[joint] ?? 0).toFixed(3),
      (Math.round(((state.temperaturesC[joint] ?? 0) + noise(random, 0.02)) * 16) / 16).toString(),
      (speedsRadPerS[joint] ?? 0).toFixed(3),
    ]),
    (0.08 + (move.carriesLoad ? 0.21 : 0) + noise(random, 0.01)).toFixed(3),
    String(Math.floor(state.workS / cycleS) + 1),
    wordOf(stopped),
    wordOf(lostGrips.some((span) => within(second, span))),
  ];
  if (!stopped) state.workS++;
  return withHoles(cells, second);
}

function withHoles(cells: readonly string[], second: number): readonly string[] {
  const keeps = (name: string | undefined): boolean => name === 'timestamp' || name === 'cycle' || name === 'gripLost';
  if (emptyRowsS.includes(second)) return cells.map((cell, cellIndex) => (keeps(headerNames[cellIndex]) ? cell : ''));
  const lost = emptyCells.get(second);
  return lost === undefined ? cells : cells.map((cell, cellIndex) => (headerNames[cellIndex] === lost ? '' : cell));
}

function moveAt(cycleAtS: number): { move: Move; progressRatio: number } {
  let endS = 0;
  for (const move of cycle) {
    endS += move.durationS;
    if (cycleAtS < endS) return { move, progressRatio: (cycleAtS - endS + move.durationS + 0.5) / move.durationS };
  }
  throw new RangeError(`no move at ${cycleAtS} s`);
}

/** Parabolic speed over a move; its integral is the turn. */
function speedOf(move: Move, joint: number, progressRatio: number): number {
  return ((move.turnsRad[joint] ?? 0) / move.durationS) * 6 * progressRatio * (1 - progressRatio);
}

function currentOf({ joint, move, speedRadPerS }: { joint: number; move: Move; speedRadPerS: number }): number {
  const load = move.carriesLoad ? (loadA[joint] ?? 0) : 0;
  return (holdingA[joint] ?? 0) + load + (frictionAPerRadPerS[joint] ?? 0) * speedRadPerS;
}

/** First-order heating towards ambient + idle losses + I²R. */
function warm({ temperaturesC }: CobotState, currentsA: readonly number[]): void {
  for (const joint of jointIndexes) {
    const currentA = currentsA[joint] ?? 0;
    const settledC = ambientC + (idleHeatingC[joint] ?? 0) + (heatingCPerA2[joint] ?? 0) * currentA * currentA;
    const temperatureC = temperaturesC[joint] ?? ambientC;
    temperaturesC[joint] = temperatureC + (settledC - temperatureC) / thermalTimeS;
  }
}

function within(second: number, span: Span): boolean {
  return second >= span.fromS && second <= span.toS;
}

function wordOf(flag: boolean): string {
  return flag ? 'TRUE' : 'FALSE';
}

/** Bell-shaped, from four uniform numbers. */
function noise(random: () => number, spread: number): number {
  return (random() + random() + random() + random() - 2) * spread;
}

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
function uniformFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

if (import.meta.main) {
  await writeFile(new URL('../../config/recordings/synthetic-cobot.csv', import.meta.url), makeSyntheticRecording());
}

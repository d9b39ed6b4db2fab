import { createHash } from 'node:crypto';
import { createTokens, fillTokens, inputCount, type JointTokens, targetCount } from '../runtime/joint-tokens.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { simulateWindow } from './simulate-window.ts';
import { type SyntheticRobot, syntheticRobot } from './synthetic-robot.ts';

/** Joint tokens of many windows, row after row: what the network is fitted to. */
export interface TrainingRows {
  readonly rowCount: number;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  /** 1 where the target was stated, else 0; as floats because it multiplies the loss. */
  readonly targetMask: Float32Array;
}

export interface RowsOptions {
  readonly seed: number;
  readonly robotCount: number;
  readonly windowCountPerRobot: number;
  /** Drops channels and joints at random, as in training; off for the held-out robots. */
  readonly dropout: boolean;
}

const jointDropChanceRatio = 0.3;
const channelDropChanceRatio = 0.5;
const channelDropRatioMax = 0.5;
const jointCountPerRobotMax = 30;

/** Simulates robots and turns their windows into rows with the runtime's own token function. */
export function trainingRows(options: RowsOptions): TrainingRows {
  const random = seededRandom(options.seed);
  const capacity = options.robotCount * options.windowCountPerRobot * jointCountPerRobotMax;
  const rows = { inputs: new Float32Array(capacity * inputCount), targets: new Float32Array(capacity * targetCount) };
  const targetMask = new Float32Array(capacity * targetCount);
  const tokens = createTokens(jointCountPerRobotMax);
  let rowCount = 0;
  for (let robotIndex = 0; robotIndex < options.robotCount; robotIndex++) {
    const robot = syntheticRobot(random);
    for (let windowIndex = 0; windowIndex < options.windowCountPerRobot; windowIndex++) {
      fillOneWindow(robot, random, { tokens, dropout: options.dropout });
      rowCount = appendRows({ rowCount, ...rows, targetMask }, tokens);
    }
  }
  return {
    rowCount,
    inputs: rows.inputs.slice(0, rowCount * inputCount),
    targets: rows.targets.slice(0, rowCount * targetCount),
    targetMask: targetMask.slice(0, rowCount * targetCount),
  };
}

/** SHA-256 over inputs, targets and masks in this order, little endian. */
export function rowsSha256(rows: TrainingRows): string {
  const hash = createHash('sha256');
  for (const part of [rows.inputs, rows.targets, rows.targetMask])
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest('hex');
}

function fillOneWindow(robot: SyntheticRobot, random: SeededRandom, into: { tokens: JointTokens; dropout: boolean }): void {
  const present = into.dropout && random.chance(jointDropChanceRatio) ? someJoints(robot, random) : robot;
  const channelDropRatio = into.dropout && random.chance(channelDropChanceRatio) ? random.between(0, channelDropRatioMax) : 0;
  fillTokens(simulateWindow(present, random, { channelDropRatio }), present.limits, into.tokens);
}

/** The same robot with between one joint and all but one: an absent joint is an absent token. */
function someJoints(robot: SyntheticRobot, random: SeededRandom): SyntheticRobot {
  const keptCount = Math.max(1, Math.floor(random.between(0.3, 1) * robot.joints.length));
  const kept = new Set(random.order(robot.joints.length).subarray(0, keptCount));
  const keep = <T>(items: readonly T[]): T[] => items.filter((_, index) => kept.has(index));
  return { ...robot, joints: keep(robot.joints), limits: keep(robot.limits), layout: { ...robot.layout, parts: keep(robot.layout.parts) } };
}

function appendRows(rows: TrainingRows, tokens: JointTokens): number {
  let { rowCount } = rows;
  for (let joint = 0; joint < tokens.jointCount; joint++) {
    if (tokens.scorable[joint] !== 1) continue;
    rows.inputs.set(tokens.inputs.subarray(joint * inputCount, (joint + 1) * inputCount), rowCount * inputCount);
    rows.targets.set(tokens.targets.subarray(joint * targetCount, (joint + 1) * targetCount), rowCount * targetCount);
    rows.targetMask.set(tokens.targetMask.subarray(joint * targetCount, (joint + 1) * targetCount), rowCount * targetCount);
    rowCount += 1;
  }
  return rowCount;
}

/**
 *  WindowFeatures ──▶ JointReading ──▶ values + masks per joint ──┬─▶ own motion ───────────────┐
 *   + JointLimits      (one cursor)     13 motion, 6 effort       │                             ├─▶ inputs  joints × 64
 *                                                                 ├─▶ mean over the other joints┘
 *                                                                 └─▶ own effort ─────────────────▶ targets joints × 6 (+ mask)
 *
 * One function for training and for the robot, so that the two cannot drift apart.
 */
import type { JointLimits, WindowFeatures } from '../../agent/contract/features.ts';
import { JointReading } from './joint-reading.ts';
import { effortChannels, motionChannels } from './model-channels.ts';

const motionCount = motionChannels.length;
const effortCount = effortChannels.length;
const channels = [...motionChannels, ...effortChannels];
const channelCount = channels.length;

/** Inputs per joint: own motion and the others' mean of every channel, each as value and mask. */
export const inputCount = 2 * motionCount + 2 * channelCount;
/** Predicted effort channels per joint. */
export const targetCount = effortCount;
/** The layout of one input row, in words, for the manifest. */
export const inputLayout = 'own motion values, own motion masks, mean over the other joints, share of the other joints that state it';

/** More joints than any robot has; a longer layout is not scored. */
export const jointCountMax = 256;
/** Normalised values are cut here, so that one absurd reading cannot run away with the network. */
export const valueLimit = 8;

/** Reused buffers for windows of up to `jointCount` joints. */
export interface JointTokens {
  jointCount: number;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly targetMask: Uint8Array;
  /** 1 where the joint states motion and at least one effort channel: only such joints are scored. */
  readonly scorable: Uint8Array;
  readonly values: Float64Array;
  readonly masks: Uint8Array;
}

export function createTokens(capacityCount: number): JointTokens {
  return {
    jointCount: 0,
    inputs: new Float32Array(capacityCount * inputCount),
    targets: new Float32Array(capacityCount * targetCount),
    targetMask: new Uint8Array(capacityCount * targetCount),
    scorable: new Uint8Array(capacityCount),
    values: new Float64Array(capacityCount * channelCount),
    masks: new Uint8Array(capacityCount * channelCount),
  };
}

/** Fills the tokens from one window; returns how many joints can be scored (0 when the window is not of joints). */
export function fillTokens(window: WindowFeatures, limits: JointLimits, tokens: JointTokens): number {
  const jointCount = window.layout.parts.length;
  tokens.jointCount = 0;
  if (window.layout.component !== 'joint' || jointCount * inputCount > tokens.inputs.length) return 0;
  tokens.jointCount = jointCount;
  readChannels(new JointReading(window, limits), tokens);
  const total = sumChannels(tokens);
  let scorableCount = 0;
  for (let joint = 0; joint < jointCount; joint++) {
    writeInputs(tokens, joint, total);
    scorableCount += writeTargets(tokens, joint);
  }
  return scorableCount;
}

function readChannels(reading: JointReading, tokens: JointTokens): void {
  for (let joint = 0; joint < tokens.jointCount; joint++) {
    reading.moveTo(joint);
    for (const [index, channel] of channels.entries()) {
      const value = channel.read(reading);
      const cell = joint * channelCount + index;
      tokens.masks[cell] = value === undefined ? 0 : 1;
      tokens.values[cell] = value === undefined ? 0 : Math.min(valueLimit, Math.max(-valueLimit, value));
    }
  }
}

interface ChannelTotals {
  readonly sum: Float64Array;
  readonly count: Uint32Array;
}

function sumChannels(tokens: JointTokens): ChannelTotals {
  const sum = new Float64Array(channelCount);
  const count = new Uint32Array(channelCount);
  for (let cell = 0; cell < tokens.jointCount * channelCount; cell++) {
    const index = cell % channelCount;
    sum[index] = (sum[index] ?? 0) + (tokens.values[cell] ?? 0);
    count[index] = (count[index] ?? 0) + (tokens.masks[cell] ?? 0);
  }
  return { sum, count };
}

function writeInputs(tokens: JointTokens, joint: number, total: ChannelTotals): void {
  const own = joint * channelCount;
  const row = joint * inputCount;
  const context = row + 2 * motionCount;
  const otherCount = tokens.jointCount - 1;
  for (let index = 0; index < channelCount; index++) {
    const value = tokens.values[own + index] ?? 0;
    const mask = tokens.masks[own + index] ?? 0;
    if (index < motionCount) {
      tokens.inputs[row + index] = value;
      tokens.inputs[row + motionCount + index] = mask;
    }
    const statedCount = (total.count[index] ?? 0) - mask;
    tokens.inputs[context + index] = statedCount > 0 ? ((total.sum[index] ?? 0) - value) / statedCount : 0;
    tokens.inputs[context + channelCount + index] = otherCount > 0 ? statedCount / otherCount : 0;
  }
}

const movingChannels = ['velocityRms', 'positionSd', 'positionSin'].map((name) =>
  motionChannels.findIndex((channel) => channel.name === name),
);

function writeTargets(tokens: JointTokens, joint: number): 0 | 1 {
  const own = joint * channelCount;
  const row = joint * targetCount;
  let statedCount = 0;
  for (let index = 0; index < effortCount; index++) {
    const mask = tokens.masks[own + motionCount + index] ?? 0;
    tokens.targets[row + index] = tokens.values[own + motionCount + index] ?? 0;
    tokens.targetMask[row + index] = mask;
    statedCount += mask;
  }
  const moves = movingChannels.some((index) => tokens.masks[own + index] === 1);
  const scorable = statedCount > 0 && moves ? 1 : 0;
  tokens.scorable[joint] = scorable;
  return scorable;
}

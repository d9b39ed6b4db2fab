import type { JointLimits, WindowFeatures } from '../../contract/features.ts';
import { predictedEffort } from './fit-effort.ts';
import { effortOf, effortScale, effortUnits, riseCount, rowPlaces, rowSize } from './joint-row.ts';
import type { RuleBreach, RuleName } from './plausibility.ts';
import type { JointVotes, WatchChannel } from './rate-joints.ts';
import type { WatchReference } from './watch-reference.ts';
import type { WatchedWindow } from './window-memory.ts';

/** What speaks for a joint, in units: the loudest of its channels, what it expected and what it saw. */
export interface JointVoice {
  readonly channel: WatchChannel | 'nothing';
  readonly rule?: RuleName;
  /** −ln p of that channel alone. */
  readonly score: number;
  readonly expectedValue: number;
  readonly observedValue: number;
  readonly unit: string;
}

export interface Hearing {
  readonly window: WindowFeatures;
  readonly limits: JointLimits;
  readonly watched: WatchedWindow;
  readonly votes: JointVotes;
  readonly breaches: readonly RuleBreach[];
  readonly reference: WatchReference | undefined;
}

export function jointVoice(hearing: Hearing, joint: number): JointVoice {
  const [channel, score] = [...hearing.votes].reduce<[JointVoice['channel'], number]>((a, b) => (b[1] > a[1] ? b : a), ['nothing', 0]);
  if (channel === 'nothing') return { channel, score, expectedValue: 0, observedValue: 0, unit: 'ratio' };
  const [breach] = hearing.breaches;
  if (channel === 'rule' && breach !== undefined) return { channel, score, ...breach };
  return { channel, score, ...channelReading(hearing, joint, plottedChannelOf(channel)) };
}

/** The quantities that can be drawn over time; every channel judges one of them. */
export const plottedChannels = ['temperatureRise', 'effort', 'effortStrength'] as const;
export type PlottedChannel = (typeof plottedChannels)[number];

export interface ChannelReading {
  readonly expectedValue: number;
  readonly observedValue: number;
  readonly unit: string;
}

/** What a channel is drawn as; a posture and the network speak of effort. */
export function plottedChannelOf(channel: string): PlottedChannel {
  if (channel === 'temperatureRise') return channel;
  return channel === 'effortStrength' || channel === 'effortLevel' ? 'effortStrength' : 'effort';
}

export function channelReading(hearing: Hearing, joint: number, channel: PlottedChannel): ChannelReading {
  return channel === 'temperatureRise' ? { ...riseVoice(hearing, joint), unit: 'C' } : effortVoice(hearing, joint, channel);
}

/** The horizon whose rise is largest in its own scale; expected is the root mean square of normal life. */
function riseVoice({ watched: { rows }, reference }: Hearing, joint: number) {
  const rises = Array.from({ length: riseCount }, (_, horizon) => ({
    expectedValue: reference?.rise?.scalesC[horizon] ?? 1,
    observedValue: rows[joint * rowSize + rowPlaces.rise + horizon] ?? 0,
  }));
  return rises.reduce((a, b) => (b.observedValue / b.expectedValue > a.observedValue / a.expectedValue ? b : a));
}

/** Effort in its own unit: what motion explains beside what was measured. */
function effortVoice({ window, limits, watched, reference }: Hearing, joint: number, channel: PlottedChannel): ChannelReading {
  const name = effortOf(window.layout.signals) ?? 'loadRatio';
  const perShare = effortScale(name, limits[joint]);
  const isRms = channel === 'effortStrength';
  const seen = watched.rows[joint * rowSize + (isRms ? rowPlaces.effortRms : rowPlaces.effortMean)] ?? 0;
  const effort = reference?.efforts[joint];
  const { meanRatio, rmsRatio } = effort ? predictedEffort(watched.rows, joint, effort) : { meanRatio: 0, rmsRatio: 0 };
  return { expectedValue: (isRms ? rmsRatio : meanRatio) * perShare, observedValue: seen * perShare, unit: effortUnits[name] };
}

import type { SimilarAlarm } from '../../contract/anomaly.ts';
import { decimals, roundTo } from '../../contract/rounding.ts';
import { watchChannels } from './rate-joints.ts';

/** Alarms a new one is compared with. */
const rememberedCountMax = 24;
const similarCountMax = 3;
/** Another joint is as far as a channel that speaks e times as loudly. */
const otherJointScore = 1;

/** What is remembered of an alarm; plain JSON. */
export interface PastAlarm {
  readonly alarmIndex: number;
  readonly wall: string;
  readonly joint: string;
  readonly channel: string;
  /** −ln p by channel. */
  readonly channels: Readonly<Record<string, number>>;
}

export const rememberAlarm = (past: readonly PastAlarm[], alarm: PastAlarm): readonly PastAlarm[] =>
  [...past, alarm].slice(-rememberedCountMax);

/** The three alarms most like this one, nearest first; of equally near ones the latest. */
export function similarAlarms(past: readonly PastAlarm[], now: Pick<PastAlarm, 'joint' | 'channels'>): readonly SimilarAlarm[] {
  const rated = past.map(({ alarmIndex, wall, joint, channel, channels }) => {
    const away = distanceScore(channels, now.channels) + (joint === now.joint ? 0 : otherJointScore);
    return { alarmIndex, wall, joint, channel, distanceScore: roundTo(away, decimals.score) };
  });
  return rated.sort((a, b) => a.distanceScore - b.distanceScore || b.alarmIndex - a.alarmIndex).slice(0, similarCountMax);
}

/** Euclidean over ln(1 + score): how loudly a channel speaks is told on a scale on which faint and loud differ alike. */
function distanceScore(left: PastAlarm['channels'], right: PastAlarm['channels']): number {
  const squares = watchChannels.map((channel) => (Math.log1p(left[channel] ?? 0) - Math.log1p(right[channel] ?? 0)) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}

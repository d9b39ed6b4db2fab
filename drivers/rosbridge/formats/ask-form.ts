import type { RosTopic } from '../../../agent/contract/profile.ts';

export type Generation = 'ros1' | 'ros2';

const msPerSecond = 1000;

/**
 * `package/Type` as a bridge of this generation is asked for it. ROS 1 answers the three-part form with silence; ROS 2 takes both.
 * Source: facts/field-behaviour §1.
 */
export function typeForm(type: string, generation: Generation): string {
  return generation === 'ros1' ? type : type.replace('/', '/msg/');
}

/**
 * `throttle_rate` for a wanted rate, ms; 0 is every message. It is a minimum gap, so a robot that publishes every 20 ms and a gap of
 * 50 ms would give one message in 60 ms: where the robot's own rate is known, the gap ends half a period before the message wanted.
 */
export function throttleMs({ publishedHz }: Pick<RosTopic, 'publishedHz'>, rateHz: number): number {
  if (publishedHz === undefined) return Math.floor(msPerSecond / rateHz);
  const stepCount = Math.floor(publishedHz / rateHz);
  return stepCount <= 1 ? 0 : Math.floor(((stepCount - 0.5) * msPerSecond) / publishedHz);
}

/** Period of what then arrives, ms: of the wanted rate, or of the robot's own when every message is asked for. */
export function periodMs({ rateHz, publishedHz }: Pick<RosTopic, 'rateHz' | 'publishedHz'>, wanted: number | 'all' | undefined): number {
  const hz = wanted === 'all' ? (publishedHz ?? rateHz) : (wanted ?? rateHz);
  return Math.max(1, Math.round(msPerSecond / hz));
}

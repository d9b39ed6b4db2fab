import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import type { RosMessage } from './message-type.ts';

const nothing: RosMessage = Object.freeze({});
const empty: ArrayLike<unknown> = Object.freeze([]);
const msPerSecond = 1000;
const nsPerMs = 1e6;

/** A number of a message, whichever way it came; NaN when there is none (rosbridge writes null for NaN and infinities). */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : Number.NaN;
}

/** A finite number, else unknown `missing`. */
export function knownNumber(value: unknown): Knowable<number> {
  const number = numberOf(value);
  return Number.isFinite(number) ? number : unknown('missing');
}

/** An array or typed array; empty for anything else. A string is no array: rosbridge writes uint8[] as base64. */
export function arrayOf(value: unknown): ArrayLike<unknown> {
  if (Array.isArray(value)) return value;
  return ArrayBuffer.isView(value) && 'length' in value ? (value as unknown as ArrayLike<unknown>) : empty;
}

/** A nested message; an empty one for anything else. */
export function messageOf(value: unknown): RosMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RosMessage) : nothing;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A ROS bool: true or false, also as 1 and 0; else unknown. */
export function flagOf(value: unknown): Knowable<boolean> {
  if (typeof value === 'boolean') return value;
  const number = numberOf(value);
  return number === 0 || number === 1 ? number === 1 : unknown('missing');
}

/**
 * Wall-clock milliseconds of a stamp: `{secs,nsecs}` of ROS 1, `{sec,nanosec}` of ROS 2, `{sec,nsec}` of recordings.
 * Unknown `notReported` when it is absent or zero, as a publisher without a clock leaves it.
 */
export function stampWallMs(stamp: unknown): Knowable<number> {
  const fields = messageOf(stamp);
  const seconds = numberOf(fields.secs ?? fields.sec);
  const nanoseconds = numberOf(fields.nsecs ?? fields.nanosec ?? fields.nsec);
  const valueMs = seconds * msPerSecond + nanoseconds / nsPerMs;
  return Number.isFinite(valueMs) && valueMs > 0 ? valueMs : unknown('notReported');
}

/** The stamp of the message's own header. */
export function headerStampMs(message: RosMessage): Knowable<number> {
  return stampWallMs(messageOf(message.header).stamp);
}

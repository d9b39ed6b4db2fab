import { monoMsOf, type TimePoint } from '../contract/time.ts';
import type { DetectedEvent, EndedEvent } from '../contract/usage.ts';
import type { ShownEvent } from './aggregate-state.ts';

/** The controller's own signal and the body's IMU may both show one blow; within this time they are one event (risk model §3.4). */
export const sameEventMs = 2000;

/** Undefined when the event is one already under way, seen by other evidence; else the class as it is shown from now on. */
export function beginShown(shown: ShownEvent | undefined, event: DetectedEvent): { readonly isNew: boolean; readonly shown: ShownEvent } {
  const nowMs = monoMsOf(event.start);
  const evidenceCount = (shown?.evidenceCount ?? 0) + 1;
  const isSame = shown !== undefined && (shown.evidenceCount > 0 || isWithin(shown.beganMs, nowMs));
  return { isNew: !isSame, shown: { evidenceCount, beganMs: isSame ? shown.beganMs : nowMs } };
}

/** The event ends with its last evidence; its duration is from its first. Undefined while other evidence still shows it. */
export function endShown(
  shown: ShownEvent | undefined,
  event: EndedEvent,
): { readonly ended: EndedEvent | undefined; readonly shown: ShownEvent } {
  const beganMs = shown?.beganMs ?? monoMsOf(event.start) - event.durationMs;
  const evidenceCount = Math.max(0, (shown?.evidenceCount ?? 1) - 1);
  const ended = evidenceCount > 0 ? undefined : { ...event, durationMs: Math.max(event.durationMs, sinceMs(beganMs, event.start)) };
  return { ended, shown: { evidenceCount, beganMs } };
}

function isWithin(beganMs: number, nowMs: number): boolean {
  return nowMs >= beganMs && nowMs - beganMs <= sameEventMs;
}

function sinceMs(beganMs: number, end: TimePoint): number {
  return monoMsOf(end) - beganMs;
}

import type { Frame, FrameLayout } from '../contract/frame.ts';
import type { ModeMessage } from '../contract/message.ts';
import type { Profile } from '../contract/profile.ts';
import { isUnknown } from '../contract/unknown.ts';
import { type FallLayout, type FallState, fallLayout, openingFall, stepFall } from './fall-detector.ts';
import { type ImpactLayout, type ImpactState, impactLayout, openingImpact, stepImpact } from './impact-detector.ts';
import { type BodyEvents, noBodyEvents } from './imu-reading.ts';

/**
 * Impacts and falls of one body from its IMU; what the aggregator wires, per stream:
 * ```
 *  open(layout)   bodyMotionLayout(layout, profile, silenceMs) ─▶ undefined: the stream carries no body
 *                 state.body[key] ??= openingBodyMotion()
 *  frame          { started, ended } = stepBodyMotion(state, frame, layout)     (impact ─▶ fall)
 *  mode message   commandPosture(state, message, nowMs)
 *  observable     bodyObservable(state) ─▶ classes proven by a reading
 * ```
 */
export interface BodyMotionState {
  readonly impact: ImpactState;
  readonly fall: FallState;
}

export function openingBodyMotion(): BodyMotionState {
  return { impact: openingImpact(), fall: openingFall() };
}

export interface BodyMotionLayout {
  readonly impact: ImpactLayout;
  readonly fall: FallLayout | undefined;
}

/** Made once per layout; undefined for a stream without the acceleration of a body. */
export function bodyMotionLayout(layout: FrameLayout, profile: Profile, silenceMs: number): BodyMotionLayout | undefined {
  const impact = impactLayout(layout, profile, silenceMs);
  return impact && { impact, fall: fallLayout(layout, profile, silenceMs) };
}

/** Events of class `impact` and `fall` of one frame; updates `state` in place (hot path, no objects when nothing happens). */
export function stepBodyMotion(state: BodyMotionState, frame: Frame, layout: BodyMotionLayout): BodyEvents {
  const impact = stepImpact(state.impact, frame, layout.impact);
  if (layout.fall === undefined) return impact;
  state.fall.impactMs = state.impact.impactMs;
  const fall = stepFall(state.fall, frame, layout.fall);
  if (impact === noBodyEvents) return fall;
  if (fall === noBodyEvents) return impact;
  return { started: [...impact.started, ...fall.started], ended: [...impact.ended, ...fall.ended] };
}

/** A commanded sit or lie is no fall; a command to stand ends that. A mode message without a command says nothing. */
export function commandPosture(state: BodyMotionState, { commandedPosture }: ModeMessage, nowMs: number): void {
  if (commandedPosture === undefined || isUnknown(commandedPosture)) return;
  state.fall.commandedMs = commandedPosture === 'stand' ? null : nowMs;
}

/** The classes a reading has proven observable (decisions B5). */
export function bodyObservable(state: BodyMotionState): readonly string[] {
  return [...(state.impact.observed ? ['impact'] : []), ...(state.fall.observed ? ['fall'] : [])];
}

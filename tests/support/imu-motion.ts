import { type BodyMotionState, bodyMotionLayout, openingBodyMotion, stepBodyMotion } from '../../agent/aggregate/body-motion.ts';
import type { Frame, FrameLayout } from '../../agent/contract/frame.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { frameOf, twoJointProfile } from './telemetry.ts';

export const gMPerS2 = 9.80665;
export const degree = Math.PI / 180;

export const leggedProfile: Profile = { ...twoJointProfile, category: 'humanoid', locomotion: 'legged' };

/** Roll, pitch, three rates, three accelerations of one pelvis IMU, 100 Hz. */
export const imuLayout: FrameLayout = {
  sourceId: 'body',
  component: 'imu',
  parts: ['pelvis'],
  signals: [
    'rollRad',
    'pitchRad',
    'angularVelocityXRadPerS',
    'angularVelocityYRadPerS',
    'angularVelocityZRadPerS',
    'accelerationXMPerS2',
    'accelerationYMPerS2',
    'accelerationZMPerS2',
  ],
  periodMs: 10,
};

/** One moment of a body; what is absent is level, still and at 1 g, what is undefined is missing. */
export interface BodyMoment {
  readonly ms: number;
  readonly rollRad?: number | undefined;
  readonly pitchRad?: number | undefined;
  readonly turnRadPerS?: number | undefined;
  readonly lengthG?: number | undefined;
}

const still = { rollRad: 0, pitchRad: 0, turnRadPerS: 0, lengthG: 1 };

export function imuFrame(moment: BodyMoment, layout: FrameLayout = imuLayout): Frame {
  const { ms, rollRad, pitchRad, turnRadPerS, lengthG } = { ...still, ...moment };
  const z = lengthG === undefined ? undefined : lengthG * gMPerS2;
  const turn = turnRadPerS;
  return frameOf(layout, ms, [rollRad, pitchRad, turn, 0, 0, 0, 0, z]);
}

type Stretch = Omit<BodyMoment, 'ms'> & { readonly periodMs?: number };

/** The same moment at every period (of the layout, unless said) from `fromMs` up to, without, `toMs`. */
export function stretch(fromMs: number, toMs: number, { periodMs = imuLayout.periodMs, ...moment }: Stretch = {}): BodyMoment[] {
  const count = Math.max(0, Math.ceil((toMs - fromMs) / periodMs));
  return Array.from({ length: count }, (_, index) => ({ ...moment, ms: fromMs + index * periodMs }));
}

/** Two readings of 6 g, which is one impact. */
export const struck = (ms: number, moment: Omit<BodyMoment, 'ms'> = {}): BodyMoment[] => stretch(ms, ms + 20, { ...moment, lengthG: 6 });

export interface BodyRun {
  readonly state: BodyMotionState;
  /** `impact@1000`, and `fall+1500` for one that ended after 1500 ms. */
  readonly events: readonly string[];
}

/** Steps the detectors over frames, from `state` or from the beginning. */
export function runFrames(frames: readonly Frame[], state = openingBodyMotion(), profile: Profile = leggedProfile): BodyRun {
  const events: string[] = [];
  for (const frame of frames) {
    const layout = bodyMotionLayout(frame.layout, profile, frame.layout.periodMs * 3);
    if (layout === undefined) continue;
    const { started, ended } = stepBodyMotion(state, frame, layout);
    for (const event of started) events.push(`${event.eventClass}@${event.start.monoNs / 1_000_000n}`);
    for (const event of ended) events.push(`${event.eventClass}+${event.durationMs}`);
  }
  return { state, events };
}

export const runBody = (moments: readonly BodyMoment[], state?: BodyMotionState): BodyRun =>
  runFrames(
    moments.map((moment) => imuFrame(moment)),
    state,
  );

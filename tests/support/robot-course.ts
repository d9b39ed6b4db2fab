import fc from 'fast-check';
import { type AggregateState, openingAggregateState } from '../../agent/aggregate/aggregate-state.ts';
import { Aggregator } from '../../agent/aggregate/aggregator.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { Message } from '../../agent/contract/message.ts';
import { type MonoMs, monoMs } from '../../agent/contract/time.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { frameOf, gradeOf, timeAt, twoJointProfile } from './telemetry.ts';

const jointLayout: FrameLayout = {
  sourceId: 'arm',
  component: 'joint',
  parts: ['j0', 'j1'],
  signals: ['velocityRadPerS', 'torqueNm'],
  periodMs: 1000,
};
const baseLayout: FrameLayout = { sourceId: 'legs', component: 'base', parts: ['body'], signals: ['velocityMPerS'], periodMs: 500 };
const packLayout: FrameLayout = {
  sourceId: 'bms',
  component: 'battery',
  parts: ['pack'],
  signals: ['voltageV', 'currentA'],
  periodMs: 2000,
};

/** Limits of torque, so that a load is known, and legs, so that standing is. */
export const walker = {
  ...twoJointProfile,
  locomotion: 'legged' as const,
  joints: twoJointProfile.joints.map((joint) => ({ ...joint, torqueNm: 50 })),
};

type Reading = { readonly kind: 'joints' | 'base' | 'pack'; readonly value: number | undefined };
type Said =
  | {
      readonly kind: 'mode';
      readonly executionState: 'running' | 'idle' | undefined;
      readonly robotMode: 'running' | 'standby' | undefined;
    }
  | { readonly kind: 'drives'; readonly powered: boolean | undefined };

type Heard = Reading | Said;

export interface CourseStep {
  readonly atMs: number;
  readonly heard: Heard;
}

const value = fc.option(fc.constantFrom(0, 0, 0.5, 2), { nil: undefined });
const heard: fc.Arbitrary<Heard> = fc.oneof(
  fc.record({ kind: fc.constantFrom('joints' as const, 'base' as const, 'pack' as const), value }),
  fc.record({
    kind: fc.constant('mode' as const),
    executionState: fc.constantFrom('running' as const, 'idle' as const, undefined),
    robotMode: fc.constantFrom('running' as const, 'standby' as const, undefined),
  }),
  fc.record({ kind: fc.constant('drives' as const), powered: fc.option(fc.boolean(), { nil: undefined }) }),
);

/** Any course of a robot with legs: joints, base, pack, program and drives, in any order, with silences. */
export const robotCourse: fc.Arbitrary<readonly CourseStep[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40_000 }), heard), { minLength: 1, maxLength: 50 })
  .map((steps) => {
    let atMs = 0;
    return steps.map(([stepMs, what]) => {
      atMs += stepMs;
      return { atMs, heard: what };
    });
  });

/** A meter of that robot, and what it hears next. */
export class CourseMeter {
  readonly aggregator: Aggregator;

  constructor(state: AggregateState = openingAggregateState()) {
    const silent = { onWindow: () => undefined, onEventStart: () => undefined, onEventEnd: () => undefined };
    const output = { ...silent, onGap: () => undefined, onFault: () => undefined };
    this.aggregator = new Aggregator({ state, profile: walker, grade: gradeOf(3), output });
    for (const layout of [jointLayout, baseLayout, packLayout]) this.aggregator.open(layout);
  }

  hear({ atMs, heard: what }: CourseStep): void {
    if (what.kind === 'mode' || what.kind === 'drives') this.aggregator.message(messageOf(what, atMs));
    else if (what.kind === 'joints') this.aggregator.frame(frameOf(jointLayout, atMs, [what.value, 0, 25, 25]));
    else if (what.kind === 'base') this.aggregator.frame(frameOf(baseLayout, atMs, [what.value]));
    else this.aggregator.frame(frameOf(packLayout, atMs, [48, what.value === undefined ? undefined : -what.value]));
  }

  /** Only time passes. */
  pass(atMs: number): void {
    this.aggregator.advance(monoMs(atMs));
  }

  finish(atMs: number): void {
    this.aggregator.finish(atMs as MonoMs);
  }
}

function messageOf(what: Said, atMs: number): Message {
  const base = { sourceId: 'arm', time: timeAt(atMs) };
  if (what.kind === 'drives') return { kind: 'safety', ...base, drivesPowered: what.powered ?? unknown('notReported') };
  const { executionState, robotMode } = what;
  return { kind: 'mode', ...base, ...(executionState && { executionState }), ...(robotMode && { robotMode }) };
}

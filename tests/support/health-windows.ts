import type { HealthAdvice } from '../../agent/assess/health/health-advice.ts';
import { type HealthState, openingHealth, stepHealth } from '../../agent/assess/health/health-watch.ts';
import type { ClosedWindow, WindowFeatures } from '../../agent/contract/features.ts';
import type { HealthIndices } from '../../agent/contract/health.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import type { Component, SignalName } from '../../agent/contract/signal.ts';
import { monoMs } from '../../agent/contract/time.ts';
import { twoJointProfile } from './telemetry.ts';

/** What parts say in one window: a mean by signal; undefined is a cell without a good sample. */
export type Said = Readonly<Record<string, Readonly<Partial<Record<SignalName, number | undefined>>>>>;

/** One stream with these means, and nothing else moving. */
export function streamOf(component: Component, said: Said): WindowFeatures {
  const parts = Object.keys(said);
  const signals = [...new Set(Object.values(said).flatMap((cells) => Object.keys(cells) as SignalName[]))];
  const cells = signals.flatMap((signal) => parts.map((part) => said[part]?.[signal]));
  const mean = Float64Array.from(cells, (value) => value ?? 0);
  return {
    layout: { sourceId: 'robot', component, parts, signals, periodMs: 1000 },
    startMs: monoMs(0),
    endMs: monoMs(1000),
    frameCount: 1,
    count: Uint32Array.from(cells, (value) => Number(value !== undefined)),
    mean,
    sd: new Float64Array(cells.length),
    min: mean,
    max: mean,
  };
}

/** A minute of operating, or with `operatingMs: 0` of rest. */
export function minuteOf(streams: readonly WindowFeatures[], minute: number, operatingMs = 60_000): ClosedWindow {
  return { startMs: monoMs(minute * 60_000), endMs: monoMs((minute + 1) * 60_000), operatingMs, streams };
}

export const torqueProfile: Profile = {
  ...twoJointProfile,
  joints: twoJointProfile.joints.map((joint) => ({ ...joint, torqueNm: 10 })),
};

export interface HealthCourse {
  readonly state: HealthState;
  readonly published: readonly HealthIndices[];
  readonly advice: readonly HealthAdvice[];
}

/** A robot whose joints, or whatever `streams` says, are read for so many minutes of operating; it goes on from `before`. */
export function healthCourse(
  streams: (minute: number) => readonly WindowFeatures[],
  minuteCount: number,
  { profile = torqueProfile, before }: { readonly profile?: Profile; readonly before?: HealthCourse } = {},
): HealthCourse {
  let state = before?.state ?? openingHealth;
  const published = [...(before?.published ?? [])];
  const advice = [...(before?.advice ?? [])];
  for (let minute = 0; minute < minuteCount; minute += 1) {
    const step = stepHealth(state, minuteOf(streams(minute), minute), { profile, referenceIndex: 80, published: published.at(-1) });
    state = step.state;
    if (step.indices !== undefined) published.push(step.indices);
    advice.push(...step.advice);
  }
  return { state, published, advice };
}

/** Both joints at these temperatures, and at these torques. */
export function jointsAt(j0C: number | undefined, j1C: number | undefined, torqueNm?: number): readonly WindowFeatures[] {
  const torque = torqueNm === undefined ? {} : { torqueNm };
  return [streamOf('joint', { j0: { motorTemperatureC: j0C, ...torque }, j1: { motorTemperatureC: j1C, ...torque } })];
}

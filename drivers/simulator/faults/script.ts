import type { Problem } from '../../../agent/contract/errors.ts';
import type { ScriptEntry } from '../options-schema.ts';
import { clearEffects, type Effects } from '../plant/effects.ts';
import type { RobotBuild } from '../plant/robot-build.ts';
import type { FaultKind, FaultNeed, FaultParameters } from './fault-kind.ts';
import { type FaultName, faultKinds } from './fault-kinds.ts';

/** A fault that will happen: placed on the grid of frames, its joint found, its duration known. */
export interface Occurrence {
  readonly fault: FaultName;
  readonly kind: FaultKind;
  readonly startMs: number;
  /** Infinite when it lasts until the end. */
  readonly durationMs: number;
  readonly jointIndex: number;
  readonly jointName: string;
  readonly parameters: FaultParameters;
}

export interface PlannedScript {
  /** In the order of their onsets. */
  readonly occurrences: readonly Occurrence[];
  readonly problems: readonly Problem[];
}

/** Places every entry, or says what is wrong with it; `place` names the list in messages. */
export function planScript(entries: readonly ScriptEntry[], build: RobotBuild, grid: { periodMs: number; place: string }): PlannedScript {
  const problems = entries.flatMap((entry, index) => entryProblems(entry, build, `${grid.place}[${index}]`));
  const occurrences = entries.map((entry) => occurrenceOf(entry, build, grid.periodMs)).sort((a, b) => a.startMs - b.startMs);
  return { occurrences, problems };
}

function occurrenceOf({ atMs, fault, durationMs, joint, ...parameters }: ScriptEntry, build: RobotBuild, periodMs: number): Occurrence {
  const kind = faultKinds[fault];
  const jointIndex = joint === undefined ? strongestJoint(build) : build.jointNames.indexOf(joint);
  return {
    fault,
    kind,
    startMs: Math.ceil(atMs / periodMs) * periodMs,
    durationMs: durationMs ?? kind.durationMs ?? Number.POSITIVE_INFINITY,
    jointIndex,
    jointName: build.jointNames[jointIndex] ?? '',
    parameters: parameters as FaultParameters,
  };
}

/** The joint that faults strike when a script names none: a knee where there is one, else the one with the most torque. */
export function strongestJoint(build: RobotBuild): number {
  const kneeIndex = build.jointNames.findIndex((name) => name.includes('knee'));
  return kneeIndex >= 0 ? kneeIndex : build.torqueMaxNm.indexOf(Math.max(...build.torqueMaxNm));
}

const lacks: Readonly<Record<FaultNeed, (build: RobotBuild) => string | undefined>> = {
  joint: () => undefined,
  battery: ({ cellCount }) => (cellCount === 0 ? 'this robot is fed from the mains and has no battery' : undefined),
  legs: ({ kind }) => (kind === 'cobot' ? 'a cobot stands on its base and cannot fall' : undefined),
};

function entryProblems(
  { atMs: _at, fault, durationMs: _duration, joint, ...parameters }: ScriptEntry,
  build: RobotBuild,
  place: string,
): Problem[] {
  const { needs, defaults } = faultKinds[fault];
  const unmet = needs.flatMap((need) => lacks[need](build) ?? []);
  const own = [...Object.keys(defaults), ...(needs.includes('joint') ? ['joint'] : [])];
  const given = [...Object.keys(parameters), ...(joint === undefined ? [] : ['joint'])];
  const foreign = given.filter((name) => !own.includes(name));
  const unknownJoint = joint !== undefined && own.includes('joint') && !build.jointNames.includes(joint);
  return [
    ...unmet.map((reason) => ({ place: `${place}.fault`, value: fault, remedy: `${reason}; take this fault out` })),
    ...foreign.map((name) => ({
      place: `${place}.${name}`,
      value: `not a parameter of ${fault}`,
      remedy: own.length === 0 ? 'take it out' : `take it out; ${fault} takes ${own.join(', ')}`,
    })),
    ...(unknownJoint ? [{ place: `${place}.joint`, value: `"${joint}"`, remedy: `write one of ${build.jointNames.join(', ')}` }] : []),
  ];
}

/** Sets the effects to what all faults of the script do at `nowMs`; `chanceRatio` is uniform in [0, 1) and new each time. */
export function applyScript(occurrences: readonly Occurrence[], effects: Effects, now: { nowMs: number; chanceRatio: number }): void {
  clearEffects(effects);
  for (const { kind, startMs, durationMs, jointIndex, jointName, parameters } of occurrences) {
    if (startMs > now.nowMs) return;
    const sinceMs = now.nowMs - startMs;
    if (sinceMs < durationMs) kind.apply(effects, { sinceMs, durationMs, jointIndex, jointName, parameters, chanceRatio: now.chanceRatio });
  }
}

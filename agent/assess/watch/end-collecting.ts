import type { FleetPrior, SuspectJoint } from '../../contract/fleet-prior.ts';
import type { Json } from '../../contract/schema.ts';
import type { PhysicsWatch } from './physics-watch.ts';
import { suspectJoints } from './suspect-joints.ts';

export interface CollectedFacts {
  readonly suspects: readonly SuspectJoint[];
  /** For the record of the phase: what was learned, from how much, what was found of every joint, and by whose word it was screened. */
  readonly facts: Readonly<Record<string, Json>>;
}

/** Collecting is over: what was learned is screened and frozen. */
export function endCollecting(physics: PhysicsWatch, parts: readonly string[], fleet: FleetPrior | undefined): CollectedFacts {
  let suspects: readonly SuspectJoint[] = [];
  const found = physics.freeze((traits) => {
    suspects = suspectJoints(parts, traits, fleet);
    return suspects.map(({ joint }) => parts.indexOf(joint));
  });
  const traits = Object.fromEntries(parts.map((part, joint) => [part, { ...found[joint] }]));
  const { reference, windowCount } = physics;
  const judged = parts.filter((part, joint) => {
    const isSuspect = suspects.some((suspect) => suspect.joint === part);
    return !isSuspect && (reference?.efforts[joint] ?? reference?.rise);
  });
  const fleetPrior = fleet === undefined ? null : { sha256: fleet.sha256, signedBy: fleet.signedBy, robotCount: fleet.robotCount };
  return { suspects, facts: { windowCount, judged, suspects: suspects.map((suspect) => ({ ...suspect })), traits, fleetPrior } };
}

import type { RobotTraits } from '../assess/watch/fit-fleet-prior.ts';
import type { Origin } from '../contract/driver.ts';
import type { SuspectJoint } from '../contract/fleet-prior.ts';
import { recordsIn } from './read-records.ts';

/** What a ledger says of its robot's commissioning. */
export interface CommissionedRobot {
  readonly agentId: string;
  readonly origin: Origin;
  readonly profileSha256: string;
  /** Without the joints that were suspect: they are not what sound ones are like. */
  readonly traits: RobotTraits;
}

export type LeftOut = 'notCommissioned' | 'shortCommissioning' | 'sameRobot';

export const leftOutTexts: Readonly<Record<LeftOut, string>> = {
  notCommissioned: 'no record of a finished commissioning',
  shortCommissioning: 'short commissioning; --short takes it',
  sameRobot: 'the robot of another ledger',
};

/** Reads the newest commissioning of a ledger; why not, where there is none to be used. */
export function commissionedRobot(lines: readonly string[], { takesShort }: { takesShort: boolean }): CommissionedRobot | LeftOut {
  const records = recordsIn(lines);
  const at = records.findLastIndex(({ type, data }) => type === 'anomaly.phase' && data.traits !== undefined);
  const phase = records[at];
  const started = records.slice(0, at).findLast(({ type }) => type === 'agent.started');
  if (phase === undefined || started === undefined) return 'notCommissioned';
  const { agentId, versions } = started.data as unknown as { agentId: string; versions: { profile: string } };
  if (phase.data.isShort === true && !takesShort) return 'shortCommissioning';
  const { traits, suspects } = phase.data as unknown as { traits: RobotTraits; suspects: readonly SuspectJoint[] };
  const sound = Object.entries(traits).filter(([joint]) => !suspects.some((suspect) => suspect.joint === joint));
  return { agentId, origin: phase.origin, profileSha256: versions.profile, traits: Object.fromEntries(sound) };
}

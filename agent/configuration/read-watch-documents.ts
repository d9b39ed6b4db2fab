import type { RebaselineOrder } from '../assess/watch/watch-state.ts';
import { ConfigError, type Problem } from '../contract/errors.ts';
import { type FleetPrior, type FleetPriorDocument, fleetPriorSchema } from '../contract/fleet-prior.ts';
import { type RebaselineDocument, rebaselineSchema } from '../contract/rebaseline.ts';
import type { OptionsSchema } from '../contract/schema.ts';
import { type DocumentKind, type DocumentSigner, documentNames, signingRoles, termAt } from '../contract/signed-document.ts';
import { readSignedDocument, type SignatureCheck } from './read-signed-document.ts';

type Check = Omit<SignatureCheck, 'kind'>;

/** An order to learn the robot anew; only a signature that is believed and in force makes a robot forget. */
export async function readRebaselineOrder(path: string, check: Check): Promise<RebaselineOrder> {
  const { value, sha256, signer } = await readBelieved<RebaselineDocument>(path, rebaselineSchema, { kind: 'rebaseline', ...check });
  return { sha256, reason: value.relearn, signedBy: signer.kid };
}

/** What robots of this profile are like. Whoever wrote it decides which joints are not judged: only a signature that is believed counts. */
export async function readFleetPrior(path: string, profileSha256: string, check: Check): Promise<FleetPrior> {
  const { value, sha256, signer } = await readBelieved<FleetPriorDocument>(path, fleetPriorSchema, { kind: 'fleetPrior', ...check });
  if (value.profileSha256 !== profileSha256) {
    const remedy = `make one from ledgers of robots with the profile ${profileSha256}: robot-risk fleet-prior`;
    throw new ConfigError('configuration/fleet-prior-profile', [
      { place: path, value: `is for the profile ${value.profileSha256}`, remedy },
    ]);
  }
  const { robotCount, joints } = value;
  return { robotCount, joints, sha256, signedBy: signer.kid };
}

interface Believed<T> {
  readonly value: T;
  readonly sha256: string;
  readonly signer: DocumentSigner;
}

type BelievedKind = Extract<DocumentKind, 'rebaseline' | 'fleetPrior'>;

const unsigned: Readonly<Record<BelievedKind, (problem: Problem) => ConfigError>> = {
  rebaseline: (problem) => new ConfigError('configuration/rebaseline-unsigned', [problem]),
  fleetPrior: (problem) => new ConfigError('configuration/fleet-prior-unsigned', [problem]),
};

async function readBelieved<T>(path: string, schema: OptionsSchema, check: Check & { readonly kind: BelievedKind }): Promise<Believed<T>> {
  const { value, sha256, signedBy } = await readSignedDocument<T>(path, schema, check);
  if (signedBy !== undefined && termAt(signedBy, check.nowMs) === 'inForce') return { value, sha256, signer: signedBy };
  const { kind } = check;
  const remedy = `have it signed: robot-risk sign ${path} --role ${signingRoles[kind][0]} --key KEY, with the key in the trust store`;
  const said = `nobody whose signature on a ${documentNames[kind]} counts has signed it`;
  throw unsigned[kind]({ place: path, value: said, remedy });
}

import { type ReferenceModel, referenceModelSchema } from '../../agent/assess/reference-model.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import type { CheckedDocument } from '../../agent/contract/driver.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { canonicalJson } from '../../agent/evidence/canonical-json.ts';
import { sha256Prefixed } from '../../agent/evidence/hash.ts';
import { productFile } from '../support/cli.ts';
import { twoJointProfile } from '../support/telemetry.ts';

export interface WorldDocuments {
  readonly profile: CheckedDocument<Profile>;
  readonly model: CheckedDocument<ReferenceModel>;
}

/** Profile and reference model of every simulated robot. */
export async function readWorldDocuments(): Promise<WorldDocuments> {
  return {
    profile: { value: twoJointProfile, sha256: sha256Prefixed(canonicalJson({ name: twoJointProfile.name })) },
    model: await readDocument(productFile('config/reference-models/illustrative-1.yaml'), referenceModelSchema),
  };
}

import { ConfigError, type Problem } from '../contract/errors.ts';
import type { Json } from '../contract/schema.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';
import { canonicalJson } from './canonical-json.ts';
import { enrolmentCode, normaliseCode } from './enrolment-code.ts';
import { type PublicJwk, shortFingerprint, thumbprint } from './keys.ts';
import { parseStrictJson } from './parse-strict.ts';
import { publicKeyFlaw } from './public-key-flaw.ts';

export const enrolmentSchemaId = 'robot-risk/enrolment/1';
/** Largest enrolment file, characters. */
export const enrolmentCharsMax = 16_384;

/** What the key will sign: live reports, or those of a simulated robot or a recording, which only a demo tenant takes. */
export const enrolmentRoles = ['agent', 'simulation', 'replay'] as const;
export type EnrolmentRole = (typeof enrolmentRoles)[number];

/** What a robot hands to an insurer by file; believed only together with the code from its terminal. */
export interface Enrolment {
  readonly schema: typeof enrolmentSchemaId;
  readonly agentId: string;
  readonly publicJwk: PublicJwk;
  readonly role: EnrolmentRole;
  readonly robot: { readonly manufacturer: Knowable<string>; readonly model: Knowable<string>; readonly serialNumber: string };
  readonly createdAt: string;
  /** Half the key's thumbprint hash, for reading aloud. */
  readonly fingerprint: string;
}

export interface EnrolmentInput {
  readonly publicJwk: PublicJwk;
  readonly role: EnrolmentRole;
  readonly robot: Enrolment['robot'];
  readonly createdMs: number;
}

/** The enrolment of a first key: the agent's id is its thumbprint for ever (decisions D1). */
export function buildEnrolment({ publicJwk, role, robot, createdMs }: EnrolmentInput): Enrolment {
  const createdAt = new Date(createdMs).toISOString();
  const [agentId, fingerprint] = [thumbprint(publicJwk), shortFingerprint(publicJwk)];
  return { schema: enrolmentSchemaId, agentId, publicJwk, role, robot, createdAt, fingerprint };
}

/** The code of this enrolment, shown on the robot's terminal and given to the insurer by another way than the file. */
export function codeOf(enrolment: Enrolment): string {
  return enrolmentCode(canonicalJson(enrolment as unknown as Json));
}

/**
 * Reads an enrolment file and holds it against the code that was told. Throws one ConfigError that says which of them is wrong: the
 * code's form, the file's form, the key, what the file says about its key, or that file and code do not belong together.
 */
export function checkEnrolment(text: string, code: string, file = 'enrolment'): Enrolment {
  const problems: Problem[] = [];
  const told = normaliseCode(code);
  if (told === undefined)
    problems.push({ place: '--code', value: JSON.stringify(code), remedy: 'write the 10 letters and digits shown on the robot' });
  const enrolment = readEnrolment(text, (pointer, value, remedy) =>
    problems.push({ place: `${file} ${pointer}`.trimEnd(), value, remedy }),
  );
  // The right code is never printed: who has it copied from here has compared the file with itself.
  if (enrolment !== undefined && told !== undefined && codeOf(enrolment) !== told) {
    problems.push({
      place: '--code',
      value: `does not belong to ${file}`,
      remedy: 'have the code read from the robot again; if it is the same, this is not the file that robot wrote: do not enrol it',
    });
  }
  if (problems.length > 0 || enrolment === undefined) throw new ConfigError('evidence/enrolment', problems);
  return enrolment;
}

type Report = (pointer: string, value: string, remedy: string) => void;
type Members = Readonly<Record<string, Json>>;

function readEnrolment(text: string, report: Report): Enrolment | undefined {
  const parsed = text.length > enrolmentCharsMax ? undefined : parseStrictJson(text);
  if (!parsed?.ok || !isMembers(parsed.value)) {
    const value = parsed === undefined ? `${text.length} characters` : parsed.ok ? 'not an object' : parsed.problem;
    report('', value, 'give the file that `robot-risk key enroll` wrote');
    return undefined;
  }
  let isSound = true;
  const refuse: Report = (...problem) => {
    isSound = false;
    report(...problem);
  };
  checkMembers(parsed.value, refuse);
  if (isSound) checkKey(parsed.value as unknown as Enrolment, refuse);
  return isSound ? (parsed.value as unknown as Enrolment) : undefined;
}

const isWord = (value: Json | undefined): boolean => typeof value === 'string' && value.length > 0 && value.length <= 256;
const isKnowableWord = (value: Json | undefined): boolean => isWord(value) || isUnknown(value);

const rules: Readonly<Record<keyof Enrolment, { readonly fits: (value: Json | undefined) => boolean; readonly must: string }>> = {
  schema: { fits: (value) => value === enrolmentSchemaId, must: `must be "${enrolmentSchemaId}"` },
  agentId: { fits: isWord, must: "must be the key's thumbprint" },
  publicJwk: { fits: isPublicJwk, must: 'must be a sound Ed25519 public key: kty, crv and x, nothing else' },
  role: { fits: (value) => enrolmentRoles.some((role) => role === value), must: `must be one of ${enrolmentRoles.join(', ')}` },
  robot: { fits: isRobot, must: 'must name manufacturer, model and serialNumber' },
  createdAt: { fits: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value), must: 'must be a UTC time' },
  fingerprint: { fits: isWord, must: "must be the key's fingerprint" },
};

function checkMembers(members: Members, refuse: Report): void {
  for (const name of Object.keys(members)) {
    if (!Object.hasOwn(rules, name)) refuse(`/${name}`, 'unknown key', 'give the file as the robot wrote it');
  }
  for (const [name, { fits, must }] of Object.entries(rules)) {
    if (!fits(members[name])) refuse(`/${name}`, members[name] === undefined ? 'missing' : 'not usable', must);
  }
}

function checkKey({ agentId, publicJwk, fingerprint }: Enrolment, refuse: Report): void {
  if (thumbprint(publicJwk) !== agentId) refuse('/agentId', agentId, 'the agent id is not the thumbprint of this key: do not enrol it');
  if (shortFingerprint(publicJwk) !== fingerprint)
    refuse('/fingerprint', fingerprint, 'the fingerprint is not that of this key: do not enrol it');
}

function isPublicJwk(value: Json | undefined): boolean {
  if (!isMembers(value) || Object.keys(value).sort().join() !== 'crv,kty,x') return false;
  return value.kty === 'OKP' && value.crv === 'Ed25519' && typeof value.x === 'string' && publicKeyFlaw(value.x) === undefined;
}

function isRobot(value: Json | undefined): boolean {
  if (!isMembers(value) || Object.keys(value).sort().join() !== 'manufacturer,model,serialNumber') return false;
  return isKnowableWord(value.manufacturer) && isKnowableWord(value.model) && isWord(value.serialNumber);
}

function isMembers(value: Json | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

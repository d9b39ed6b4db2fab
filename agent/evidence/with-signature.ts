import type { Json } from '../contract/schema.ts';
import { parseStrictJson } from './parse-strict.ts';

interface Claimed {
  readonly kid: Json | undefined;
  readonly documentSha256: Json | undefined;
}

/**
 * A signature file with one more signature: lines of the same key, of another document, and whatever is no signature give way. Nothing is
 * verified here; whoever reads the document does that.
 */
export function withSignature(signatureFile: string, line: string): string {
  const added = claimedBy(line);
  const kept = signatureFile.split('\n').filter((other) => {
    const { kid, documentSha256 } = claimedBy(other);
    return kid !== undefined && kid !== added.kid && documentSha256 === added.documentSha256;
  });
  return [...kept, line].map((one) => `${one}\n`).join('');
}

function claimedBy(line: string): Claimed {
  const [header, payload] = line.split('.').map(membersOf);
  return { kid: header?.kid, documentSha256: payload?.documentSha256 };
}

function membersOf(part: string): Readonly<Record<string, Json>> {
  const parsed = parseStrictJson(Buffer.from(part, 'base64url').toString('utf8'));
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) return {};
  return parsed.value as Readonly<Record<string, Json>>;
}

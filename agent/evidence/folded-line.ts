import { isUtf8 } from 'node:buffer';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { isSubtreeAt, type Subtree } from './merkle-log.ts';
import { parseStrictJson } from './parse-strict.ts';

/** Stands in an exported ledger where records were: hashes of their leaves, and the chain head after the last of them. */
export interface FoldedLine {
  readonly epoch: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly subtrees: readonly Subtree[];
  readonly head: Buffer;
}

/** Canonical JSON orders members: a record begins with its `bootId`, a folded line with its `epoch`. */
const beginning = Buffer.from('{"epoch":');
const hashPattern = /^[0-9a-f]{64}$/;

/** Whether this line says it stands for folded records. */
export function isFoldedLine(line: Uint8Array): boolean {
  return beginning.equals(line.subarray(0, beginning.length));
}

/** The line's content; undefined when it is not exactly what an export writes. Never throws. */
export function readFoldedLine(line: Uint8Array): FoldedLine | undefined {
  if (!isUtf8(line)) return undefined;
  const text = Buffer.from(line).toString('utf8');
  const parsed = parseStrictJson(text);
  if (!parsed.ok || canonicalJson(parsed.value) !== text || !isObject(parsed.value)) return undefined;
  const { v, epoch, folded, ...more } = parsed.value;
  if (v !== 1 || !isCount(epoch) || !isObject(folded) || Object.keys(more).length > 0) return undefined;
  return foldedOf(epoch, folded);
}

function foldedOf(epoch: number, folded: JsonObject): FoldedLine | undefined {
  const { firstSeq, lastSeq, subtrees, head, ...more } = folded;
  const headHex = typeof head === 'string' && head.startsWith('sha256:') ? head.slice('sha256:'.length) : '';
  if (!isCount(firstSeq) || !isCount(lastSeq) || !Array.isArray(subtrees) || !hashPattern.test(headHex)) return undefined;
  const read = subtreesOf(firstSeq, subtrees as readonly Json[]);
  const leafCount = read?.reduce((sum, subtree) => sum + subtree.leafCount, 0);
  if (read === undefined || leafCount !== lastSeq - firstSeq + 1 || leafCount < 1 || Object.keys(more).length > 0) return undefined;
  return { epoch, firstSeq, lastSeq, subtrees: read, head: Buffer.from(headHex, 'hex') };
}

function subtreesOf(firstSeq: number, values: readonly Json[]): Subtree[] | undefined {
  const subtrees: Subtree[] = [];
  let seq = firstSeq;
  for (const value of values) {
    if (!isObject(value) || Object.keys(value).length !== 2) return undefined;
    const { leafCount, hash } = value;
    if (!isCount(leafCount) || !isSubtreeAt(seq, leafCount) || typeof hash !== 'string' || !hashPattern.test(hash)) return undefined;
    subtrees.push({ leafCount, hash: Buffer.from(hash, 'hex') });
    seq += leafCount;
  }
  return subtrees;
}

type JsonObject = { readonly [name: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

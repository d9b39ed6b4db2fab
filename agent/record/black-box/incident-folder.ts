import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFindingCode } from '../../contract/finding-code.ts';
import { replySignatureCharsMax } from '../../evidence/reply-signature.ts';
import { partialSuffix } from './incident-file.ts';

/** Name of the folder within `record.directory`. */
export const incidentsName = 'incidents';
const incidentSuffix = '.mcap';
const holdSuffix = '.hold';
const requestsName = 'requests';
/** Requests read at one time; the rest waits for the next look. */
const requestsReadMax = 64;

/** What a person asked for with `hold`, answered there and then, and recorded by the agent, the only one that writes its ledger. */
export interface HoldRequest {
  readonly kind: 'granted' | 'refused' | 'released' | 'trigger';
  readonly incidentId: string;
  readonly heldBytes: number;
  readonly quotaBytes: number;
}

/** What the owner says to a finding, for the ledger; with `jws` and `kid` where the owner signed it. */
export interface FindingReply {
  readonly kind: 'reply';
  readonly findingSeq: number;
  readonly code: string;
  readonly text: string;
  readonly jws?: string;
  readonly kid?: string;
}
export type FolderRequest = HoldRequest | FindingReply;

/** Longest reply that goes on record. */
export const replyCharsMax = 1_000;
const kidCharsMax = 64;

/** Files of the incidents: `<id>.mcap`, `<id>.hold` beside those that are kept, `requests/*.json` of people. */
export class IncidentFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async prepare(): Promise<void> {
    await mkdir(join(this.path, requestsName), { recursive: true, mode: 0o700 });
  }

  fileOf(incidentId: string): string {
    return join(this.path, `${incidentId}${incidentSuffix}`);
  }

  /** Ids of the whole incidents, oldest name first. */
  incidentIds(): Promise<string[]> {
    return this.#named(incidentSuffix);
  }

  /** Ids of incidents a power cut left unfinished. */
  partialIds(): Promise<string[]> {
    return this.#named(`${incidentSuffix}${partialSuffix}`);
  }

  async heldIds(): Promise<Set<string>> {
    return new Set(await this.#named(holdSuffix));
  }

  async hold(incidentId: string): Promise<void> {
    await this.#place(`${incidentId}${holdSuffix}`, '');
  }

  async release(incidentId: string): Promise<void> {
    await rm(join(this.path, `${incidentId}${holdSuffix}`), { force: true });
  }

  async remove(incidentId: string): Promise<void> {
    await rm(this.fileOf(incidentId), { force: true });
    await this.release(incidentId);
  }

  async removePartial(incidentId: string): Promise<void> {
    await rm(`${this.fileOf(incidentId)}${partialSuffix}`, { force: true });
  }

  /** Size of an incident's file; undefined when there is none. */
  async sizeBytesOf(incidentId: string): Promise<number | undefined> {
    return (await stat(this.fileOf(incidentId)).catch(() => undefined))?.size;
  }

  /** `sha256:` of an incident's file, read piece by piece. */
  async sha256Of(incidentId: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(this.fileOf(incidentId))) hash.update(piece as Buffer);
    return `sha256:${hash.digest('hex')}`;
  }

  async request(name: string, request: FolderRequest): Promise<void> {
    await this.#place(join(requestsName, `${name}.json`), JSON.stringify(request));
  }

  /** Requests by name, oldest name first; a file that is none is taken away. */
  async requests(): Promise<readonly (readonly [name: string, request: FolderRequest])[]> {
    const folder = join(this.path, requestsName);
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
    const found: [string, FolderRequest][] = [];
    for (const name of names.slice(0, requestsReadMax)) {
      const request = parseRequest(await readFile(join(folder, name), 'utf8').catch(() => ''));
      if (request === undefined) await this.removeRequest(name);
      else found.push([name, request]);
    }
    return found;
  }

  async removeRequest(name: string): Promise<void> {
    await rm(join(this.path, requestsName, name), { force: true });
  }

  async #named(suffix: string): Promise<string[]> {
    const names = await readdir(this.path).catch(() => []);
    return names
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
      .sort();
  }

  /** Nothing half-written ever has its final name. */
  async #place(name: string, text: string): Promise<void> {
    await this.prepare();
    const path = join(this.path, name);
    await writeFile(`${path}.new`, text, { flush: true, mode: 0o600 });
    await rename(`${path}.new`, path);
  }
}

const kinds: readonly string[] = ['granted', 'refused', 'released', 'trigger'] satisfies HoldRequest['kind'][];

function parseRequest(text: string): FolderRequest | undefined {
  try {
    const request = JSON.parse(text) as FolderRequest;
    if (request.kind === 'reply') return isReply(request) ? wholeReply(request) : undefined;
    const isWhole = kinds.includes(request.kind) && typeof request.incidentId === 'string' && request.incidentId.length <= 128;
    return isWhole && Number.isSafeInteger(request.heldBytes) && Number.isSafeInteger(request.quotaBytes) ? request : undefined;
  } catch {
    return undefined;
  }
}

function isReply({ findingSeq, code, text, jws, kid }: FindingReply): boolean {
  const isSaid = Number.isSafeInteger(findingSeq) && isFindingCode(code) && isTextWithin(text, replyCharsMax);
  const isUnsigned = jws === undefined && kid === undefined;
  return isSaid && (isUnsigned || (isTextWithin(jws, replySignatureCharsMax) && isTextWithin(kid, kidCharsMax)));
}

const isTextWithin = (text: unknown, charsMax: number): boolean => typeof text === 'string' && text.length <= charsMax;

/** Nothing but what a reply has goes on record, whatever else the file holds. */
function wholeReply({ kind, findingSeq, code, text, jws, kid }: FindingReply): FindingReply {
  return { kind, findingSeq, code, text, ...(jws === undefined || kid === undefined ? {} : { jws, kid }) };
}

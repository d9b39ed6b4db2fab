import { replyType } from '../../contract/finding-reply.ts';
import type { Json } from '../../contract/schema.ts';
import type { FolderRequest, IncidentFolder } from './incident-folder.ts';
import type { IncidentRow, IncidentTable } from './incident-table.ts';
import { recoverPartial } from './recover-partial.ts';

/** Something for the ledger, and what changes in the table of incidents in the same commit. */
export interface IncidentNotice {
  readonly type: string;
  readonly data: Readonly<Record<string, Json>>;
  readonly change?: () => void;
}

export interface IncidentKeeperParts {
  readonly folder: IncidentFolder;
  readonly table: IncidentTable;
  readonly folderBytesMax: number;
  readonly tell: (notice: IncidentNotice) => void;
  /** Somebody asked for an incident now. */
  readonly onTrigger: () => void;
}

/**
 * Keeps the folder within its bytes and in step with the ledger:
 * ```
 *  start: partial ─▶ made whole    file without row ─▶ recorded    row without file ─▶ incident.missing
 *  new file ─▶ oldest that nobody holds is evicted until the rest fits      requests/ ─▶ hold.granted, …, finding.reply
 * ```
 */
export class IncidentKeeper {
  readonly #parts: IncidentKeeperParts;
  #rows: IncidentRow[];

  constructor(parts: IncidentKeeperParts) {
    this.#parts = parts;
    this.#rows = parts.table.rows();
  }

  /** Incidents known to be in the folder, oldest first. */
  get rows(): readonly IncidentRow[] {
    return this.#rows;
  }

  /** Brings folder and table together after a start; before the first incident is written. */
  async reconcile(): Promise<void> {
    const { folder } = this.#parts;
    await folder.prepare();
    for (const incidentId of await folder.partialIds()) await this.#recover(incidentId);
    const present = new Set(await folder.incidentIds());
    for (const row of this.#rows.filter(({ incidentId }) => !present.has(incidentId))) this.#miss(row);
    const known = new Set(this.#rows.map(({ incidentId }) => incidentId));
    for (const incidentId of [...present].filter((id) => !known.has(id))) await this.#adopt(incidentId);
    await this.#makeRoom();
  }

  /** Takes up a file that was just written; older ones make room for it. */
  async keep(row: IncidentRow, data: IncidentNotice['data']): Promise<void> {
    this.#rows = [...this.#rows, row];
    this.#parts.tell({ type: 'incident.recorded', data, change: () => this.#parts.table.add(row) });
    await this.#makeRoom();
  }

  /** Tells what people asked for since the last look; each request is recorded once, whatever is killed when. */
  async readRequests(): Promise<void> {
    const { folder, table, tell, onTrigger } = this.#parts;
    for (const [name, request] of await folder.requests()) {
      if (table.hasRequest(name)) {
        await folder.removeRequest(name);
        table.forgetRequest(name);
        continue;
      }
      if (request.kind === 'trigger') onTrigger();
      tell({ ...noticeOf(request), change: () => table.noteRequest(name) });
    }
  }

  async #recover(incidentId: string): Promise<void> {
    const { folder, tell } = this.#parts;
    const recovered = await recoverPartial(folder.fileOf(incidentId)).catch(() => undefined);
    await folder.removePartial(incidentId);
    if (recovered === undefined) tell({ type: 'incident.failed', data: { incidentId, reason: 'powerLoss' } });
    else await this.#adopt(incidentId, recovered.facts);
  }

  /** A file the ledger knows nothing of: the power went between its last byte and its record. */
  async #adopt(incidentId: string, facts: Readonly<Record<string, string>> = {}): Promise<void> {
    const { folder, table, tell } = this.#parts;
    const sizeBytes = (await folder.sizeBytesOf(incidentId)) ?? 0;
    const sha256 = await folder.sha256Of(incidentId);
    const [fromWallMs, toWallMs] = [wallOf(facts.from), wallOf(facts.until)];
    const row = { incidentId, fromWallMs, toWallMs, sizeBytes, sha256, trigger: facts.trigger ?? 'unknown' };
    this.#rows = [...this.#rows.filter((other) => other.incidentId !== incidentId), row];
    const change = () => table.add(row);
    tell({ type: 'incident.recorded', data: { incidentId, sha256, sizeBytes, trigger: row.trigger, truncated: 'powerLoss' }, change });
  }

  #miss({ incidentId, sha256 }: IncidentRow): void {
    const { table, tell } = this.#parts;
    this.#rows = this.#rows.filter((row) => row.incidentId !== incidentId);
    tell({ type: 'incident.missing', data: { incidentId, sha256 }, change: () => table.remove(incidentId) });
  }

  /** The newest stays whatever its size: a limit set too low must not make the black box blind. */
  async #makeRoom(): Promise<void> {
    const { folder, folderBytesMax } = this.#parts;
    let totalBytes = this.#rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const row of this.#rows.slice(0, -1)) {
      if (totalBytes <= folderBytesMax) return;
      if ((await folder.heldIds()).has(row.incidentId)) continue;
      await folder.remove(row.incidentId);
      totalBytes -= row.sizeBytes;
      this.#evicted(row);
    }
  }

  #evicted({ incidentId, sha256, sizeBytes }: IncidentRow): void {
    const { table, tell } = this.#parts;
    this.#rows = this.#rows.filter((row) => row.incidentId !== incidentId);
    tell({ type: 'incident.evicted', data: { incidentId, sha256, sizeBytes }, change: () => table.remove(incidentId) });
  }
}

function noticeOf({ kind, ...said }: FolderRequest): IncidentNotice {
  if (kind === 'reply') return { type: replyType, data: said };
  return kind === 'trigger' ? { type: 'incident.requested', data: {} } : { type: `hold.${kind}`, data: said };
}

function wallOf(text: string | undefined): number {
  const wallMs = Date.parse(text ?? '');
  return Number.isFinite(wallMs) ? wallMs : 0;
}

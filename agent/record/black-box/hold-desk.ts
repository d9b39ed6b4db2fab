import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openToRead } from '../limits/open-to-read.ts';
import { type HoldRequest, IncidentFolder, incidentsName } from './incident-folder.ts';
import { type IncidentRow, incidentRowsSql } from './incident-table.ts';

export interface ListedIncident extends IncidentRow {
  readonly isHeld: boolean;
}

/** What became of a wish: `granted`, `refused` for want of room in the quota, `released`, or `unknown`: there is no such incident. */
export interface HoldAnswer {
  readonly outcome: 'granted' | 'refused' | 'released' | 'unknown';
  readonly heldBytes: number;
  readonly quotaBytes: number;
}

/**
 * Holds and releases incidents from another process than the agent's:
 * ```
 *  person ─▶ <id>.hold + requests/<name>.json ─▶ the agent, at its next look or its next start ─▶ hold.granted | .refused | .released
 * ```
 * Only the agent writes its ledger; it asks for the `.hold` file before it evicts, so that the answer holds at once.
 */
export class HoldDesk {
  readonly #directory: string;
  readonly #quotaBytes: number;
  readonly #folder: IncidentFolder;

  constructor(recordDirectory: string, quotaBytes: number) {
    this.#directory = recordDirectory;
    this.#quotaBytes = quotaBytes;
    this.#folder = new IncidentFolder(join(recordDirectory, incidentsName));
  }

  /** Incidents on the ledger, oldest first; none where there is no ledger. */
  async list(): Promise<ListedIncident[]> {
    const held = await this.#folder.heldIds();
    return readIncidentRows(join(this.#directory, 'ledger.sqlite')).map((row) => ({ ...row, isHeld: held.has(row.incidentId) }));
  }

  /** `requestId` names the request: unique, in the order of time. */
  async hold(incidentId: string, requestId: string): Promise<HoldAnswer> {
    const listed = await this.list();
    const wanted = listed.find((row) => row.incidentId === incidentId);
    const heldBytes = listed.filter(({ isHeld }) => isHeld).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (wanted === undefined) return this.#answer('unknown', heldBytes);
    if (wanted.isHeld) return this.#answer('granted', heldBytes);
    if (heldBytes + wanted.sizeBytes > this.#quotaBytes) return this.#ask('refused', { incidentId, requestId, heldBytes });
    await this.#folder.hold(incidentId);
    // The agent may have evicted it between the listing and the hold.
    if ((await this.#folder.sizeBytesOf(incidentId)) === undefined) {
      await this.#folder.release(incidentId);
      return this.#answer('unknown', heldBytes);
    }
    return this.#ask('granted', { incidentId, requestId, heldBytes: heldBytes + wanted.sizeBytes });
  }

  async release(incidentId: string, requestId: string): Promise<HoldAnswer> {
    const listed = await this.list();
    const heldBytes = listed
      .filter((row) => row.isHeld && row.incidentId !== incidentId)
      .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (!listed.some((row) => row.isHeld && row.incidentId === incidentId)) return this.#answer('unknown', heldBytes);
    await this.#folder.release(incidentId);
    return this.#ask('released', { incidentId, requestId, heldBytes });
  }

  /** Asks the running agent for an incident around now. */
  async trigger(requestId: string): Promise<void> {
    await this.#folder.request(requestId, { kind: 'trigger', incidentId: '', heldBytes: 0, quotaBytes: this.#quotaBytes });
  }

  async #ask(kind: 'granted' | 'refused' | 'released', { incidentId, requestId, heldBytes }: Wish): Promise<HoldAnswer> {
    const request: HoldRequest = { kind, incidentId, heldBytes, quotaBytes: this.#quotaBytes };
    await this.#folder.request(requestId, request);
    return this.#answer(kind, heldBytes);
  }

  #answer(outcome: HoldAnswer['outcome'], heldBytes: number): HoldAnswer {
    return { outcome, heldBytes, quotaBytes: this.#quotaBytes };
  }
}

interface Wish {
  readonly incidentId: string;
  readonly requestId: string;
  readonly heldBytes: number;
}

/** A short look by a second connection that only reads. */
function readIncidentRows(path: string): IncidentRow[] {
  if (!existsSync(path)) return [];
  const database = openToRead(path);
  try {
    const hasTable = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'incident'").get() !== undefined;
    return hasTable ? database.prepare<[], IncidentRow>(incidentRowsSql).all() : [];
  } finally {
    database.close();
  }
}

import type Database from 'better-sqlite3';
import { ConfigError } from '../../agent/contract/errors.ts';
import type { Enrolment } from '../../agent/evidence/enrolment.ts';
import { type KeyRegistry, readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import { prepared } from './prepared.ts';

export interface StoredAgent {
  readonly agentId: string;
  readonly tenant: string;
  readonly role: string;
  readonly serialNumber: string;
  /** The enrolment as JSON, as it was believed. */
  readonly enrolment: string;
  readonly enrolledMs: number;
}

/** How often missing reports were asked for, and when they may be asked for again, wall time. */
export interface AskState {
  readonly askedCount: number;
  readonly nextAskMs: number;
}

interface KeyRow {
  readonly kid: string;
  readonly role: string;
  readonly x: string;
  readonly validFromMs: number | null;
  readonly revokedFromReportSeq: number | null;
}

/** The robots somebody enrolled, and their keys. */
export class AgentTable {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Adds an agent that a person has checked; false when it is there already. Throws ConfigError when it belongs to another tenant. */
  enrol(enrolment: Enrolment, tenant: string, enrolledMs: number): boolean {
    const { agentId, publicJwk, role, robot } = enrolment;
    const insert = this.#database.transaction(() => {
      const known = this.find(agentId);
      if (known !== undefined) return checkSame(known, tenant);
      this.#database
        .prepare('INSERT INTO agent (agentId, tenant, role, serialNumber, enrolment, enrolledMs) VALUES (?, ?, ?, ?, ?, ?)')
        .run(agentId, tenant, role, robot.serialNumber, JSON.stringify(enrolment), enrolledMs);
      this.#database.prepare('INSERT INTO key (kid, agentId, role, x) VALUES (?, ?, ?, ?)').run(agentId, agentId, role, publicJwk.x);
      return true;
    });
    return insert.immediate();
  }

  find(agentId: string): StoredAgent | undefined {
    const sql = 'SELECT agentId, tenant, role, serialNumber, enrolment, enrolledMs FROM agent WHERE agentId = ?';
    return prepared<[string], StoredAgent>(this.#database, sql).get(agentId);
  }

  /** Every enrolled agent, by tenant and the moment of enrolment. */
  all(): StoredAgent[] {
    const columns = 'agentId, tenant, role, serialNumber, enrolment, enrolledMs';
    return this.#database.prepare<[], StoredAgent>(`SELECT ${columns} FROM agent ORDER BY tenant, enrolledMs, agentId`).all();
  }

  /** The keys that may sign for this agent. */
  registryOf(agentId: string): KeyRegistry {
    const sql = 'SELECT kid, role, x, validFromMs, revokedFromReportSeq FROM key WHERE agentId = ?';
    const rows = prepared<[string], KeyRow>(this.#database, sql).all(agentId);
    const keys = rows.map(({ kid, role, x, validFromMs, revokedFromReportSeq }) => ({
      kty: 'OKP',
      crv: 'Ed25519',
      x,
      kid,
      role,
      agentId,
      ...(validFromMs === null ? {} : { validFrom: new Date(validFromMs).toISOString() }),
      ...(revokedFromReportSeq === null ? {} : { revokedFromReportSeq }),
    }));
    return readKeyRegistry(JSON.stringify({ keys }), `keys of agent ${agentId}`);
  }

  askState(agentId: string): AskState {
    const row = prepared<[string], AskState>(this.#database, 'SELECT askedCount, nextAskMs FROM agent WHERE agentId = ?').get(agentId);
    return row ?? { askedCount: 0, nextAskMs: 0 };
  }

  storeAskState(agentId: string, { askedCount, nextAskMs }: AskState): void {
    prepared(this.#database, 'UPDATE agent SET askedCount = ?, nextAskMs = ? WHERE agentId = ?').run(askedCount, nextAskMs, agentId);
  }

  /** The last thing an agent said of itself; not signed, so shown and never judged by. */
  storeStatus(agentId: string, text: string, receivedMs: number): void {
    this.#database.prepare('INSERT OR REPLACE INTO status (agentId, text, receivedMs) VALUES (?, ?, ?)').run(agentId, text, receivedMs);
  }

  status(agentId: string): { readonly text: string; readonly receivedMs: number } | undefined {
    return this.#database
      .prepare<[string], { text: string; receivedMs: number }>('SELECT text, receivedMs FROM status WHERE agentId = ?')
      .get(agentId);
  }
}

function checkSame({ agentId, tenant }: StoredAgent, wanted: string): boolean {
  if (tenant === wanted) return false;
  throw new ConfigError('receiver/other-tenant', [
    { place: '--tenant', value: `${wanted}; agent ${agentId} is enrolled with ${tenant}`, remedy: `write --tenant ${tenant}` },
  ]);
}

import type Database from 'better-sqlite3';
import { ConfigError } from '../../agent/contract/errors.ts';

/** A tariff document as it was used: canonical JSON, and the hash that statements name. */
export interface ArchivedTariff {
  readonly sha256: string;
  readonly name: string;
  readonly version: number;
  readonly document: string;
  readonly archivedMs: number;
}

const COLUMNS = 'sha256, name, version, document, archivedMs';

/** Every tariff a statement was made with; nothing here is ever changed or deleted (decisions A8). */
export class TariffTable {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Keeps a tariff; false when it is there. Throws ConfigError when its name and version stand for another document. */
  archive(tariff: ArchivedTariff): boolean {
    const insert = this.#database.transaction(() => {
      const known = this.#database
        .prepare<[string, number], string>('SELECT sha256 FROM tariff WHERE name = ? AND version = ?')
        .pluck()
        .get(tariff.name, tariff.version);
      if (known !== undefined) return checkSame(tariff, known);
      const { sha256, name, version, document, archivedMs } = tariff;
      this.#database.prepare(`INSERT INTO tariff (${COLUMNS}) VALUES (?, ?, ?, ?, ?)`).run(sha256, name, version, document, archivedMs);
      return true;
    });
    return insert.immediate();
  }

  /** All versions under this name, oldest first. */
  named(name: string): ArchivedTariff[] {
    return this.#database.prepare<[string], ArchivedTariff>(`SELECT ${COLUMNS} FROM tariff WHERE name = ? ORDER BY version`).all(name);
  }

  find(sha256: string): ArchivedTariff | undefined {
    return this.#database.prepare<[string], ArchivedTariff>(`SELECT ${COLUMNS} FROM tariff WHERE sha256 = ?`).get(sha256);
  }

  /** Every name there is. */
  names(): string[] {
    return this.#database.prepare<[], string>('SELECT DISTINCT name FROM tariff ORDER BY name').pluck().all();
  }
}

function checkSame({ name, version, sha256 }: ArchivedTariff, known: string): boolean {
  if (sha256 === known) return false;
  const remedy = 'a document that priced anything is not changed: give the new one the next version';
  throw new ConfigError('receiver/tariff-changed', [
    { place: `tariff ${name}`, value: `version ${version} is archived as ${known}`, remedy },
  ]);
}

import { rmSync } from 'node:fs';
import type { Disk } from './disk.ts';
import { spoilOldRecord } from './old-record.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What may be planned for a database while nobody has it open. */
export const tamperings = ['rollback', 'corruptPage', 'databaseLost'] as const;
/** `oldRecord` comes unplanned, wherever there is a record that no start looks at: so many others hardly move by it. */
export type Tampering = (typeof tamperings)[number] | 'oldRecord';

/** Of the starts of a ledger that has old records, and for which nothing else is planned. */
const oldRecordRatio = 0.15;

/** Does it to the disk of a robot that is switched off; an older copy is kept now and then, for a rollback to come. */
export class Tamperer {
  readonly #disk: Disk;
  readonly #random: SeededRandom;
  /** Of its own, so that a world without old records is what it was without this kind. */
  readonly #ofOldRecords: SeededRandom;
  /** Reports that were closed when the copy was made; undefined: there is none. */
  #copiedReportCount: number | undefined;

  constructor(disk: Disk, random: SeededRandom) {
    this.#disk = disk;
    this.#random = random;
    this.#ofOldRecords = random.fork('old records');
  }

  /** What is to be done when it can be; until then copies are kept. */
  planned: Tampering | undefined;

  /** The robot is about to be switched on: does what is planned and returns it, or keeps a copy now and then. */
  beforeStart(reportCount: number): Tampering | undefined {
    const how = this.planned;
    if (how === undefined || reportCount === 0) this.#maybeCopy(reportCount);
    else if (this.#strike(how, reportCount)) {
      this.planned = undefined;
      return how;
    }
    const isOld = this.#ofOldRecords.chance(oldRecordRatio) && this.#strike('oldRecord', reportCount);
    return isOld ? 'oldRecord' : undefined;
  }

  #maybeCopy(reportCount: number): void {
    if (!this.#random.chance(0.3)) return;
    this.#disk.keepCopy('copy');
    this.#copiedReportCount = reportCount;
  }

  /** False when it cannot be done now: a rollback needs a copy from before the newest report, for only reports raise the mark. */
  #strike(how: Tampering, reportCount: number): boolean {
    if (how === 'corruptPage') return this.#disk.corruptPage(this.#random);
    if (how === 'oldRecord') return spoilOldRecord(this.#disk.ledgerPath, this.#ofOldRecords);
    if (how === 'databaseLost') {
      for (const ending of ['', '-wal', '-shm']) rmSync(`${this.#disk.ledgerPath}${ending}`, { force: true });
      return true;
    }
    const isOlder = this.#copiedReportCount !== undefined && this.#copiedReportCount < reportCount;
    return isOlder && this.#disk.putBack('copy');
  }
}

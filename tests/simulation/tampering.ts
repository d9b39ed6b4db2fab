import { rmSync } from 'node:fs';
import type { Disk } from './disk.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What may happen to a database while nobody has it open. */
export const tamperings = ['rollback', 'corruptPage', 'databaseLost'] as const;
export type Tampering = (typeof tamperings)[number];

/** Does it to the disk of a robot that is switched off; an older copy is kept now and then, for a rollback to come. */
export class Tamperer {
  readonly #disk: Disk;
  readonly #random: SeededRandom;
  /** Reports that were closed when the copy was made; undefined: there is none. */
  #copiedReportCount: number | undefined;

  constructor(disk: Disk, random: SeededRandom) {
    this.#disk = disk;
    this.#random = random;
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
    return undefined;
  }

  #maybeCopy(reportCount: number): void {
    if (!this.#random.chance(0.3)) return;
    this.#disk.keepCopy('copy');
    this.#copiedReportCount = reportCount;
  }

  /** False when it cannot be done now: a rollback needs a copy from before the newest report, for only reports raise the mark. */
  #strike(how: Tampering, reportCount: number): boolean {
    if (how === 'corruptPage') return this.#disk.corruptPage(this.#random);
    if (how === 'databaseLost') {
      for (const ending of ['', '-wal', '-shm']) rmSync(`${this.#disk.ledgerPath}${ending}`, { force: true });
      return true;
    }
    const isOlder = this.#copiedReportCount !== undefined && this.#copiedReportCount < reportCount;
    return isOlder && this.#disk.putBack('copy');
  }
}

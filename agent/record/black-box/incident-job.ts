import { type IncidentChannel, IncidentFile, type IncidentMessage, type WrittenFile } from './incident-file.ts';
import type { IncidentFolder } from './incident-folder.ts';

/** The disk refused; the code of the system says why. */
export interface JobFailure {
  readonly failed: string;
}

const copiesMax = 99;

/**
 * Writes one incident beside the frame path: what `add` is given waits in memory and goes to the disk in its order.
 * A refusal of the disk ends the job, never the agent.
 */
export class IncidentJob {
  /** Bytes that wait for the disk. */
  pendingBytes = 0;
  incidentId: string;
  readonly #folder: IncidentFolder;
  #file: IncidentFile | undefined;
  #failure: JobFailure | undefined;
  #work: Promise<void>;

  /** Begins behind `after`. A file of the same name keeps it; this one gets a number. */
  constructor(options: {
    folder: IncidentFolder;
    incidentId: string;
    channels: readonly IncidentChannel[];
    facts: Readonly<Record<string, string>>;
    after: Promise<void>;
  }) {
    const { folder, channels, facts, after } = options;
    this.#folder = folder;
    this.incidentId = options.incidentId;
    this.#work = after;
    this.#next(async () => {
      this.incidentId = await this.#freeId(options.incidentId);
      this.#file = new IncidentFile(folder.fileOf(this.incidentId));
      await this.#file.begin(channels, { incidentId: this.incidentId, ...facts });
    });
  }

  /** Bytes on the disk so far. */
  get sizeBytes(): number {
    return this.#file?.sizeBytes ?? 0;
  }

  add(messages: readonly IncidentMessage[]): void {
    if (messages.length === 0) return;
    const sizeBytes = messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.pendingBytes += sizeBytes;
    this.#next(async () => {
      await this.#file?.add(messages);
      this.pendingBytes -= sizeBytes;
    });
  }

  /** Settles when the file has its name, or the disk has refused it; never rejects. */
  async finish(outcome: Readonly<Record<string, string>>): Promise<WrittenFile | JobFailure> {
    let written: WrittenFile | undefined;
    this.#next(async () => {
      await this.#file?.addMetadata('robotRisk.outcome', outcome);
      written = await this.#file?.end();
    });
    await this.#work;
    if (written !== undefined) return written;
    await this.#file?.close().catch(() => undefined);
    await this.#folder.removePartial(this.incidentId).catch(() => undefined);
    return this.#failure ?? { failed: 'unknown' };
  }

  #next(work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#failure === undefined) await work();
    });
    this.#work = this.#work.catch((error: unknown) => {
      this.#failure ??= { failed: String((error as NodeJS.ErrnoException).code ?? error) };
      this.pendingBytes = 0;
    });
  }

  async #freeId(wanted: string): Promise<string> {
    for (let copy = 1; copy <= copiesMax; copy++) {
      const incidentId = copy === 1 ? wanted : `${wanted}-${copy}`;
      if ((await this.#folder.sizeBytesOf(incidentId)) === undefined) return incidentId;
    }
    throw new RangeError(`${copiesMax} incidents are named ${wanted}`);
  }
}

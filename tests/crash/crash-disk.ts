import type { LogEvent } from './write-log.ts';

/** What becomes of writes that no sync followed when the power goes. */
export const fates = ['lost', 'kept', 'prefix', 'subset', 'sectors', 'garbage'] as const;

/**
 * `lost`: none arrived; `kept`: all did; `prefix`: those up to a moment, the last of them torn; `subset`: any of them, in any order;
 * `sectors`: any sectors of any of them; `garbage`: like `sectors`, and a sector that did not arrive may hold anything.
 */
export type Fate = (typeof fates)[number];

interface Pending {
  readonly order: number;
  readonly offsetBytes: number;
  /** Undefined: the file was cut off at `offsetBytes`. */
  readonly bytes: Buffer | undefined;
}

/** A file's content on the disk, apart from its name. */
class DiskFile {
  durable: Content;
  pending: Pending[] = [];

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.durable = new Content(bytes);
  }

  sync(): void {
    for (const { offsetBytes, bytes } of this.pending) {
      if (bytes === undefined) this.durable.truncate(offsetBytes);
      else this.durable.write(bytes, offsetBytes);
    }
    this.pending = [];
  }
}

/** Bytes that grow; a hole reads as zeros, as on every file system. */
class Content {
  #bytes: Buffer;
  #sizeBytes: number;

  constructor(bytes: Buffer) {
    this.#bytes = Buffer.from(bytes);
    this.#sizeBytes = bytes.length;
  }

  write(bytes: Uint8Array, offsetBytes: number): void {
    const endBytes = offsetBytes + bytes.length;
    if (endBytes > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(endBytes, this.#bytes.length * 2));
      this.#bytes.copy(grown);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, offsetBytes);
    this.#sizeBytes = Math.max(this.#sizeBytes, endBytes);
  }

  truncate(sizeBytes: number): void {
    this.#bytes.fill(0, sizeBytes);
    this.#sizeBytes = Math.min(this.#sizeBytes, sizeBytes);
  }

  copy(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#sizeBytes));
  }
}

/**
 * A disk whose power goes: what a sync followed stays, and of the rest what fate leaves.
 * ```
 *  event ─▶ pending writes of a file ─sync─▶ durable bytes ──┐
 *       └─▶ pending names ─sync of the directory─▶ names ────┴─▶ image(fate): files by name
 * ```
 * Bytes beside a write stay as they are (`SQLITE_POWERSAFE_OVERWRITE`, what SQLite assumes unless told otherwise); bytes of a write are
 * safe from nothing before its sync, not even half a sector of them.
 */
export class CrashDisk {
  readonly #names = new Map<string, DiskFile>();
  readonly #durableNames = new Map<string, DiskFile>();
  #pendingNames: { readonly name: string; readonly file: DiskFile | undefined }[] = [];
  #order = 0;
  /** A disk that says it has synced and has not. */
  isLying = false;

  /** `files` are on it, durably. */
  constructor(files: ReadonlyMap<string, Buffer> = new Map()) {
    for (const [name, bytes] of files) {
      const file = new DiskFile(bytes);
      this.#names.set(name, file);
      this.#durableNames.set(name, file);
    }
  }

  take(event: LogEvent): void {
    if (event.kind === 'open') this.#open(event.file);
    else if (event.kind === 'write') this.#pend(event.file, event.offsetBytes, event.bytes);
    else if (event.kind === 'truncate') this.#pend(event.file, event.sizeBytes, undefined);
    else if (event.kind === 'delete') this.#name(event.file, undefined);
    if (event.kind === 'sync' && !this.isLying) this.#names.get(event.file)?.sync();
    if ((event.kind === 'sync' || event.kind === 'delete') && event.syncsDirectory && !this.isLying) this.#syncNames();
  }

  /** Writes no sync followed, by the file they went to; `names` for files made or taken away. */
  pendingCounts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [name, { pending }] of this.#names) if (pending.length > 0) counts[name] = pending.length;
    if (this.#pendingNames.length > 0) counts.names = this.#pendingNames.length;
    return counts;
  }

  /** The files as they are found when the power is back; `random` in [0, 1) chooses within the fate. */
  image(fate: Fate, random: () => number): Map<string, Buffer> {
    const survival = new Survival(fate, random, this.#pendingOrders());
    const image = new Map<string, Buffer>();
    for (const name of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      const changes = this.#pendingNames.filter((change) => change.name === name).map(({ file }) => file);
      const file = [this.#durableNames.get(name), ...changes][survival.depth(changes.length)];
      if (file !== undefined) image.set(name, survival.contentOf(file));
    }
    return image;
  }

  #pendingOrders(): number[] {
    return [...this.#names.values()].flatMap(({ pending }) => pending.map(({ order }) => order)).sort((a, b) => a - b);
  }

  #open(name: string): void {
    if (!this.#names.has(name)) this.#name(name, new DiskFile());
  }

  #name(name: string, file: DiskFile | undefined): void {
    this.#pendingNames.push({ name, file });
    if (file === undefined) this.#names.delete(name);
    else this.#names.set(name, file);
  }

  #pend(name: string, offsetBytes: number, bytes: Buffer | undefined): void {
    const file = this.#names.get(name);
    if (file === undefined) throw new Error(`written before it was opened: ${name}`);
    file.pending.push({ order: this.#order++, offsetBytes, bytes });
  }

  #syncNames(): void {
    for (const { name, file } of this.#pendingNames) {
      if (file === undefined) this.#durableNames.delete(name);
      else this.#durableNames.set(name, file);
    }
    this.#pendingNames = [];
  }
}

/** Drives write in units of either. */
const sectorSizesBytes = [512, 4096] as const;

/** One fate, carried out: the same choices for every file of an image. */
class Survival {
  readonly #fate: Fate;
  readonly #random: () => number;
  readonly #cutOrder: number;
  readonly #sectorBytes: number;

  constructor(fate: Fate, random: () => number, orders: readonly number[]) {
    this.#fate = fate;
    this.#random = random;
    this.#cutOrder = orders[Math.floor(random() * orders.length)] ?? 0;
    this.#sectorBytes = sectorSizesBytes[random() < 0.5 ? 0 : 1];
  }

  /** How many of so many changes of a name arrived: they are kept in order, as by the journal of a file system. */
  depth(changeCount: number): number {
    if (this.#fate === 'lost') return 0;
    return this.#fate === 'kept' ? changeCount : Math.floor(this.#random() * (changeCount + 1));
  }

  contentOf({ durable, pending }: DiskFile): Buffer {
    const content = new Content(durable.copy());
    for (const change of pending) this.#apply(change, content);
    return content.copy();
  }

  #apply({ order, offsetBytes, bytes }: Pending, content: Content): void {
    if (bytes === undefined) {
      if (this.#arrives(order)) content.truncate(offsetBytes);
      return;
    }
    const isTorn = this.#fate === 'sectors' || this.#fate === 'garbage' || (this.#fate === 'prefix' && order === this.#cutOrder);
    if (isTorn) this.#tear(bytes, offsetBytes, content);
    else if (this.#arrives(order)) content.write(bytes, offsetBytes);
  }

  #arrives(order: number): boolean {
    if (this.#fate === 'kept') return true;
    if (this.#fate === 'prefix') return order < this.#cutOrder;
    return this.#fate !== 'lost' && this.#random() < 0.5;
  }

  /** Sectors lie on their own boundaries, not on those of the write. */
  #tear(bytes: Buffer, offsetBytes: number, content: Content): void {
    const keptBytes = this.#random() * bytes.length;
    let at = 0;
    while (at < bytes.length) {
      const next = Math.min(bytes.length, at + this.#sectorBytes - ((offsetBytes + at) % this.#sectorBytes));
      const part = bytes.subarray(at, next);
      if (this.#fate === 'prefix' ? next <= keptBytes : this.#random() < 0.5) content.write(part, offsetBytes + at);
      else if (this.#fate === 'garbage' && this.#random() < 0.5) content.write(this.#noise(part.length), offsetBytes + at);
      at = next;
    }
  }

  #noise(sizeBytes: number): Buffer {
    return Buffer.from(Array.from({ length: sizeBytes }, () => Math.floor(this.#random() * 256)));
  }
}

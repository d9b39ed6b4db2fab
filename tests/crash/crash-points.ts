import { markEnding } from '../../agent/record/recovery/high-water-mark.ts';
import { CrashDisk, type Fate, fates } from './crash-disk.ts';
import { ledgerName } from './ledger-under-test.ts';
import type { LogEvent } from './write-log.ts';

/** A power cut: what stands on the disk after it, and what may be asked of it. */
export interface CrashPoint {
  /** Of the event after which the power went. */
  readonly at: number;
  readonly fate: Fate;
  /** What was under way: files with writes no sync followed, or `names`. */
  readonly pending: Readonly<Record<string, number>>;
  readonly files: ReadonlyMap<string, Buffer>;
  /** The last operation that returned, and the one begun last. */
  readonly acknowledged: number;
  readonly begun: number;
  /** The high-water mark as it stood; empty before the first. */
  readonly mark: string;
}

export interface CrashPlan {
  readonly events: readonly LogEvent[];
  /** Of the moment the events go on from. */
  readonly firstMoment: number;
  /** What was on the disk before the first event. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** So many seeded crash points; or `every`: each fate once after each event. */
  readonly count: number | 'every';
  readonly random: () => number;
  /** Of the event from which on the disk lies about syncs; undefined for an honest one. Every crash point is then later. */
  readonly liesFrom?: number | undefined;
}

const markName = `${ledgerName}${markEnding}`;

/**
 * Crash points of a history, in order. Of seeded ones, half fall anywhere, half where something else than the write-ahead log
 * was under way: a checkpoint, a beginning, an end.
 */
export function* crashPoints(plan: CrashPlan): Generator<CrashPoint> {
  const { events, firstMoment, files, random, liesFrom = Number.POSITIVE_INFINITY } = plan;
  const disk = new CrashDisk(files);
  const progress = new Progress(firstMoment, files.get(markName)?.toString() ?? '');
  const places = plan.count === 'every' ? undefined : chosenPlaces({ ...plan, count: plan.count });
  for (const [at, event] of events.entries()) {
    disk.isLying = at >= liesFrom;
    disk.take(event);
    progress.take(event);
    const drawn = Array.from({ length: places?.get(at) ?? 0 }, () => fates[Math.floor(random() * fates.length)] ?? 'lost');
    for (const fate of places === undefined ? fates : drawn) {
      const image = withBesides(disk.image(fate, random), progress.mark, random);
      yield { at, fate, pending: disk.pendingCounts(), files: image, ...progress.reached() };
    }
  }
}

/** What the notes of the workload say of how far it was. */
class Progress {
  mark: string;
  #acknowledged: number;
  #begun: number;

  constructor(firstMoment: number, mark: string) {
    this.mark = mark;
    this.#acknowledged = firstMoment;
    this.#begun = firstMoment;
  }

  take(event: LogEvent): void {
    if (event.kind !== 'note') return;
    const [word, ...rest] = event.text.split(' ');
    if (word === 'begin') this.#begun = Number(rest[0]);
    else if (word === 'ack') this.#acknowledged = Number(rest[0]);
    else if (word === 'mark') this.mark = rest.join(' ');
  }

  reached(): Pick<CrashPoint, 'acknowledged' | 'begun' | 'mark'> {
    return { acknowledged: this.#acknowledged, begun: this.#begun, mark: this.mark };
  }
}

/** How many crash points fall on each event. */
function chosenPlaces({ events, files, count, random, liesFrom = 0 }: CrashPlan & { readonly count: number }): ReadonlyMap<number, number> {
  const disk = new CrashDisk(files);
  const rare: number[] = [];
  for (const [at, event] of events.entries()) {
    disk.take(event);
    if (at > liesFrom && Object.keys(disk.pendingCounts()).some((name) => !name.endsWith('-wal'))) rare.push(at);
  }
  const anywhere = (): number => liesFrom + Math.floor(random() * (events.length - liesFrom));
  const places = new Map<number, number>();
  for (let chosen = 0; chosen < count; chosen++) {
    const at = chosen % 2 === 0 ? anywhere() : (rare[Math.floor(random() * rare.length)] ?? anywhere());
    places.set(at, (places.get(at) ?? 0) + 1);
  }
  return places;
}

/** What an earlier life of the process left beside the database: the mark, a torn draft of it, a stale index of the log. */
function withBesides(image: Map<string, Buffer>, mark: string, random: () => number): Map<string, Buffer> {
  if (mark !== '') image.set(markName, Buffer.from(mark));
  if (random() < besidesRatio) image.set(`${markName}.new`, Buffer.from(mark.slice(0, Math.floor(random() * mark.length))));
  if (random() < besidesRatio && image.has(ledgerName)) image.set(`${ledgerName}-shm`, Buffer.alloc(shmBytes, Math.floor(random() * 256)));
  return image;
}

const besidesRatio = 0.2;
/** Of the index of a write-ahead log of up to 4,062 frames. */
const shmBytes = 32_768;

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../support/replayed.ts';
import { checkImage, type Finding } from './check-image.ts';
import { type CrashPoint, crashPoints } from './crash-points.ts';
import { type History, logWorkload, type Past } from './crash-workload.ts';

/** What a campaign tried and found. */
export interface CrashTally {
  readonly imageCount: number;
  readonly operationCount: number;
  readonly imagesByFate: Readonly<Record<string, number>>;
  /** Images by what was under way: `ledger.sqlite`, `ledger.sqlite-wal`, `ledger.sqlite-journal`, `names`, or `nothing`. */
  readonly imagesByPending: Readonly<Record<string, number>>;
  /** Images that kept an operation nobody had been told of: the cut fell between its sync and its acknowledgement. */
  readonly aheadCount: number;
  /** Images whose start said that commits behind a torn write may be lost. */
  readonly tailStatedCount: number;
  /** `seed generation event fate: what must not be`. */
  readonly violations: readonly string[];
}

export interface CampaignOptions {
  readonly shimPath: string;
  readonly seed: number;
  /** Histories one after the other, each going on from a crash image of the one before. */
  readonly generationCount: number;
  readonly operationCount: number;
  /** Over all generations; or `every`: each fate once after each write, sync and deletion. */
  readonly imageCount: number | 'every';
}

/**
 * Cuts the power of a real ledger on real SQLite at seeded moments.
 * ```
 *  workload ─▶ log of writes and syncs ─▶ crash points × fates ─▶ image ─▶ start, compare, go on ─▶ tally
 *     ▲                                                             │
 *     └───────────── the next generation goes on from one ──────────┘
 * ```
 */
export function runCrashCampaign(options: CampaignOptions): CrashTally {
  const directory = mkdtempSync(join(fastDirectory(), 'crash-'));
  const tally = new Tallying();
  try {
    let start: Start = { files: new Map(), past: undefined };
    for (let generation = 0; generation < options.generationCount; generation++) {
      start = runGeneration({ options, generation, directory: join(directory, String(generation)), start }, tally);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return tally;
}

interface Start {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly past: Past | undefined;
}

interface Generation {
  readonly options: CampaignOptions;
  readonly generation: number;
  readonly directory: string;
  readonly start: Start;
}

function runGeneration({ options, generation, directory, start }: Generation, tally: Tallying): Start {
  const { shimPath, operationCount, generationCount } = options;
  const seed = options.seed * 1000 + generation;
  const [live, image] = [join(directory, 'live'), join(directory, 'image')];
  putFiles(live, start.files);
  const history = logWorkload({
    shimPath,
    directory: live,
    logPath: join(directory, 'writes.log'),
    seed,
    operationCount,
    past: start.past,
  });
  tally.operationCount += operationCount;
  const count = options.imageCount === 'every' ? 'every' : Math.ceil(options.imageCount / generationCount);
  const random = seededRandom(seed);
  const firstMoment = (start.past?.moments.length ?? 1) - 1;
  const heir = Math.floor((count === 'every' ? history.events.length : count) * (0.5 + random() / 2));
  let next = start;
  let number = 0;
  for (const point of crashPoints({ events: history.events, firstMoment, files: start.files, count, random })) {
    putFiles(image, point.files);
    const found = checkImage(image, point, history);
    tally.note(`seed ${options.seed} generation ${generation}`, point, found);
    if (number++ === heir && found.moment !== undefined) next = { files: point.files, past: pastOf(history, found.moment) };
  }
  rmSync(directory, { recursive: true });
  return next;
}

function pastOf({ moments, lines }: History, moment: number): Past {
  return { moments: moments.slice(0, moment + 1), lines: lines.slice(0, moments[moment]?.size) };
}

class Tallying implements CrashTally {
  imageCount = 0;
  operationCount = 0;
  aheadCount = 0;
  tailStatedCount = 0;
  readonly imagesByFate: Record<string, number> = {};
  readonly imagesByPending: Record<string, number> = {};
  readonly violations: string[] = [];

  note(name: string, { at, fate, pending, acknowledged }: CrashPoint, { moment, statesTail, violations }: Finding): void {
    this.imageCount++;
    if (moment !== undefined && moment > acknowledged) this.aheadCount++;
    if (statesTail) this.tailStatedCount++;
    increment(this.imagesByFate, fate);
    const underWay = Object.keys(pending);
    for (const file of underWay.length === 0 ? ['nothing'] : underWay) increment(this.imagesByPending, file);
    for (const violation of violations) this.violations.push(`${name} event ${at} ${fate}: ${violation}`);
  }
}

function increment(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** A directory of exactly these files. */
export function putFiles(directory: string, files: ReadonlyMap<string, Buffer>): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(directory, name), bytes);
}

/** Memory where there is some to put files in: what a sync is worth is the model's to say, not the test machine's. */
export function fastDirectory(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../support/replayed.ts';
import { checkLyingImage } from './check-lying-image.ts';
import { fastDirectory, putFiles } from './crash-campaign.ts';
import { crashPoints } from './crash-points.ts';
import { logWorkload } from './crash-workload.ts';

/** What starts on a disk that lied about its syncs came to. */
export interface LyingTally {
  imageCount: number;
  readonly outcomes: Record<string, number>;
  readonly violations: string[];
}

export interface LyingOptions {
  readonly shimPath: string;
  readonly seed: number;
  readonly operationCount: number;
  /** Moments from which on the disk lies; each is a campaign of its own. */
  readonly lieCount: number;
  readonly imagesPerLieCount: number;
}

/** How many events before a power cut the disk may have begun to lie. */
const lieEventsMax = 400;

/** Cuts the power of a disk that, from a seeded moment on, wrote nothing when it said it had. */
export function runLyingCampaign({ shimPath, seed, operationCount, lieCount, imagesPerLieCount }: LyingOptions): LyingTally {
  const directory = mkdtempSync(join(fastDirectory(), 'lying-'));
  const tally: LyingTally = { imageCount: 0, outcomes: {}, violations: [] };
  try {
    const live = join(directory, 'live');
    putFiles(live, new Map());
    const history = logWorkload({ shimPath, directory: live, logPath: join(directory, 'writes.log'), seed, operationCount });
    const random = seededRandom(seed);
    for (let lie = 0; lie < lieCount; lie++) {
      const liesFrom = Math.floor(random() * history.events.length);
      const events = history.events.slice(0, liesFrom + lieEventsMax);
      for (const point of crashPoints({ events, firstMoment: 0, files: new Map(), count: imagesPerLieCount, random, liesFrom })) {
        const image = join(directory, 'image');
        putFiles(image, point.files);
        const { outcome = 'failed', violations } = checkLyingImage(image, point, history);
        tally.imageCount++;
        tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
        for (const violation of violations)
          tally.violations.push(`seed ${seed} lie ${liesFrom} event ${point.at} ${point.fate}: ${violation}`);
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return tally;
}

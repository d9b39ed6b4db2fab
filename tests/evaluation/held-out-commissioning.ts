import type { WindowFeatures } from '../../agent/contract/features.ts';
import type { LabelledSeries } from './labelled-series.ts';

const foldCountMax = 4;
/** Stretches closer than this are parts of one session, however many faults were cut out between them. */
const sessionBreakMs = 600_000;

/**
 * The commissioning cut into parts of which each is rated by what was learned from the others: whole sessions where there are several, else
 * stretches of time. Thresholds come from these ratings only, so that no threshold is drawn from windows its detector has learned.
 */
export function heldOutCommissioning(series: LabelledSeries): readonly LabelledSeries[] {
  const stretches = stretchesOf(series.commissioning);
  const foldCount = Math.min(foldCountMax, stretches.length);
  return Array.from({ length: foldCount }, (_, fold) => {
    const isHeld = (stretch: number): boolean => stretch % foldCount === fold;
    return {
      ...series,
      commissioning: stretches.filter((_stretch, place) => !isHeld(place)).flat(),
      runs: stretches.flatMap((windows, place) => (isHeld(place) ? [unlabelled(windows, series)] : [])),
    };
  });
}

function unlabelled(windows: readonly WindowFeatures[], { layout }: LabelledSeries): LabelledSeries['runs'][number] {
  return { name: 'commissioning', windows, labels: new Uint8Array(windows.length * layout.parts.length) };
}

/** Sessions; a single session, or fewer than the folds, is cut by time. */
function stretchesOf(windows: readonly WindowFeatures[]): readonly (readonly WindowFeatures[])[] {
  const sessions = sessionsOf(windows);
  if (sessions.length >= foldCountMax) return sessions;
  const size = Math.ceil(windows.length / foldCountMax);
  return size === 0
    ? []
    : Array.from({ length: Math.ceil(windows.length / size) }, (_, part) => windows.slice(part * size, (part + 1) * size));
}

function sessionsOf(windows: readonly WindowFeatures[]): readonly (readonly WindowFeatures[])[] {
  const sessions: WindowFeatures[][] = [];
  let endMs = Number.NEGATIVE_INFINITY;
  for (const window of windows) {
    if (window.startMs - endMs > sessionBreakMs) sessions.push([]);
    sessions.at(-1)?.push(window);
    endMs = window.endMs;
  }
  return sessions;
}

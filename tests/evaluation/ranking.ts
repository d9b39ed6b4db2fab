/** Scores with their labels: 1 is faulty, 0 normal. Same length. */
export interface Ranked {
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
}

/** A threshold's outcome, from the highest score down; ties fall together. */
interface Cut {
  readonly truePositiveCount: number;
  readonly falsePositiveCount: number;
}

function cutsOf({ scores, labels }: Ranked): readonly Cut[] {
  const order = Array.from(scores, (_, place) => place).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const cuts: Cut[] = [];
  let [truePositiveCount, falsePositiveCount] = [0, 0];
  order.forEach((place, rank) => {
    if (labels[place] === 1) truePositiveCount++;
    else falsePositiveCount++;
    const next = order[rank + 1];
    if (next === undefined || scores[next] !== scores[place]) cuts.push({ truePositiveCount, falsePositiveCount });
  });
  return cuts;
}

/** Probability that a faulty score exceeds a normal one, ties counting half; NaN when a side is empty. */
export function auroc(ranked: Ranked): number {
  const cuts = cutsOf(ranked);
  const last = cuts.at(-1);
  if (last === undefined || last.truePositiveCount === 0 || last.falsePositiveCount === 0) return Number.NaN;
  let area = 0;
  let before: Cut = { truePositiveCount: 0, falsePositiveCount: 0 };
  for (const cut of cuts) {
    area += ((cut.falsePositiveCount - before.falsePositiveCount) * (cut.truePositiveCount + before.truePositiveCount)) / 2;
    before = cut;
  }
  return area / (last.truePositiveCount * last.falsePositiveCount);
}

/** Average precision: Σ (recall step) · precision, without interpolation; the share of faults for a constant score, NaN without a fault. */
export function auprc(ranked: Ranked): number {
  const cuts = cutsOf(ranked);
  const faultCount = cuts.at(-1)?.truePositiveCount ?? 0;
  if (faultCount === 0) return Number.NaN;
  let area = 0;
  let foundBeforeCount = 0;
  for (const { truePositiveCount, falsePositiveCount } of cuts) {
    const precision = truePositiveCount / (truePositiveCount + falsePositiveCount);
    area += ((truePositiveCount - foundBeforeCount) / faultCount) * precision;
    foundBeforeCount = truePositiveCount;
  }
  return area;
}

/** Labels that fade over `bufferCount` places on both sides of every fault: √(1 − distance/buffer) outside, 1 inside. */
export function softLabels(labels: Uint8Array, bufferCount: number): Float64Array {
  const soft = Float64Array.from(labels);
  for (const direction of [1, -1]) {
    let distance = Number.POSITIVE_INFINITY;
    for (let step = 0; step < labels.length; step++) {
      const place = direction === 1 ? step : labels.length - 1 - step;
      distance = labels[place] === 1 ? 0 : distance + 1;
      if (distance <= bufferCount && distance > 0) soft[place] = Math.max(soft[place] ?? 0, Math.sqrt(1 - distance / (bufferCount + 1)));
    }
  }
  return soft;
}

/** Area under precision and recall where a place counts as faulty to a degree (Paparrizos et al., VLDB 2022, without the existence term). */
export function softAuprc(scores: Float64Array, soft: Float64Array): number {
  return softArea(soft, { scores, order: orderOf(scores) });
}

interface Order {
  readonly scores: Float64Array;
  /** Places from the highest score down. */
  readonly order: Uint32Array;
}

function orderOf(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores, (_, place) => place).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
}

function softArea(soft: Float64Array, { scores, order }: Order): number {
  const total = soft.reduce((sum, value) => sum + value, 0);
  if (total === 0) return Number.NaN;
  let [found, foundBefore, area] = [0, 0, 0];
  for (let rank = 0; rank < order.length; rank++) {
    const place = order[rank] ?? 0;
    found += soft[place] ?? 0;
    const next = order[rank + 1];
    if (next !== undefined && scores[next] === scores[place]) continue;
    area += ((found - foundBefore) / total) * (found / (rank + 1));
    foundBefore = found;
  }
  return area;
}

const bufferStepCount = 5;

/** How far a label fades, windows, and how many joints a window has side by side: a label fades in time, never to the next joint. */
export interface Fading {
  readonly bufferCount: number;
  readonly jointCount: number;
}

/** Volume under the surface of precision and recall: the mean of `softAuprc` over buffers from 0 to `bufferCount` windows. */
export function vusPr({ scores, labels }: Ranked, { bufferCount, jointCount }: Fading): number {
  if (!labels.includes(1)) return Number.NaN;
  const order = orderOf(scores);
  const buffers = Array.from({ length: bufferStepCount }, (_, step) => Math.round((bufferCount * step) / (bufferStepCount - 1)));
  return buffers.reduce((sum, buffer) => sum + softArea(fadedLabels(labels, buffer, jointCount), { scores, order }), 0) / buffers.length;
}

function fadedLabels(labels: Uint8Array, bufferCount: number, jointCount: number): Float64Array {
  const faded = new Float64Array(labels.length);
  for (let joint = 0; joint < jointCount; joint++) {
    const column = softLabels(
      labels.filter((_, place) => place % jointCount === joint),
      bufferCount,
    );
    for (const [window, value] of column.entries()) faded[window * jointCount + joint] = value;
  }
  return faded;
}

import type { Method } from '../detector.ts';
import { eigenOf, shrunkCovariance } from './symmetric-matrix.ts';
import { vectorMethod } from './vector-detector.ts';

const shrinkRatio = 0.1;
const keptVarianceRatio = 0.95;

/** Largest absolute z of any value. */
export const maxZ: Method = vectorMethod('max|z|', () => (vector) => vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0));

/** Squared Mahalanobis distance under a shrunk covariance of the five-window means. */
export const mahalanobis: Method = vectorMethod('Mahalanobis window', (rows) => {
  const axes = eigenOf(shrunkCovariance(rows, shrinkRatio));
  return (vector) => axes.reduce((sum, { value, vector: axis }) => sum + dot(axis, vector) ** 2 / value, 0);
});

/** Squared distance from the space of the components that hold 95 % of the variance (Q statistic). */
export const pcaQ: Method = vectorMethod('PCA-Q', (rows) => {
  const axes = eigenOf(shrunkCovariance(rows, 0));
  const total = axes.reduce((sum, { value }) => sum + value, 0);
  let held = 0;
  const kept = axes.filter(({ value }) => {
    const isKept = held < keptVarianceRatio * total;
    held += value;
    return isKept;
  });
  return (vector) =>
    vector.reduce((sum, value) => sum + value * value, 0) - kept.reduce((sum, { vector: axis }) => sum + dot(axis, vector) ** 2, 0);
});

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] ?? 0) * (b[place] ?? 0);
  return sum;
}

import type { JointLimits, WindowFeatures } from './features.ts';
import { type Knowable, unknown } from './unknown.ts';

/** Mean over joints of |τ_rms / τ_rated| in one window; unknown without measured torque or without any rated torque. */
export function windowLoadRatio(window: WindowFeatures, limits: JointLimits): Knowable<number> {
  const { signals, parts } = window.layout;
  const row = signals.indexOf('torqueNm');
  if (row < 0) return unknown('notReported');
  const loads = parts.flatMap((_, part) => {
    const cell = row * parts.length + part;
    const ratedNm = limits[part]?.torqueNm;
    if (ratedNm === undefined || ratedNm <= 0 || (window.count[cell] ?? 0) === 0) return [];
    return [Math.hypot(window.mean[cell] ?? 0, window.sd[cell] ?? 0) / ratedNm];
  });
  return loads.length === 0 ? unknown('notReported') : loads.reduce((sum, load) => sum + load, 0) / loads.length;
}

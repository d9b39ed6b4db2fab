import type { FrameLayout } from './frame.ts';

/**
 * The stream of joints that load and anomaly are read from, chosen once for a run: the one that carries a torque or a current, then the
 * one with velocities, then the one with most joints, then the first. A robot with a stream per limb, or with a second interface, would
 * otherwise be read by whichever stream a window happens to have, and one joint's numbers taken for another's. Undefined without joints.
 */
export function jointLayoutOf(layouts: readonly FrameLayout[]): FrameLayout | undefined {
  return layouts
    .filter(({ component }) => component === 'joint')
    .reduce<FrameLayout | undefined>((best, layout) => {
      return best === undefined || isBetter(layout, best) ? layout : best;
    }, undefined);
}

function isBetter(layout: FrameLayout, best: FrameLayout): boolean {
  const [mine, its] = [worthOf(layout), worthOf(best)];
  const at = mine.findIndex((value, index) => value !== its[index]);
  return at >= 0 && (mine[at] ?? 0) > (its[at] ?? 0);
}

function worthOf({ signals, parts }: FrameLayout): readonly number[] {
  const hasEffort = signals.includes('torqueNm') || signals.includes('currentA');
  return [Number(hasEffort), Number(signals.includes('velocityRadPerS')), parts.length];
}

import type { Effects } from '../plant/effects.ts';
import { smoothStep } from '../plant/smooth-step.ts';
import { type Direction, faultKind } from './fault-kind.ts';

/**
 * A blow rings at 10 Hz and dies away: one that a sensor of 10 or 20 Hz can see, because its samples meet the crests. A stiff
 * real impact lasts some milliseconds, and such a sensor under-reads it.
 */
const ringHz = 10;
const ringDecayMs = 120;

/** Acceleration of a blow this long after it, for a peak of 1. */
export function ringing(sinceMs: number): number {
  return sinceMs < 0 ? 0 : Math.cos((2 * Math.PI * ringHz * sinceMs) / 1000) * Math.exp(-sinceMs / ringDecayMs);
}

/** A fall: over in 0.7 s, weightless in the middle of it, then a blow, lying, and getting up in the last 4 s. */
const toppleMs = 700;
const weightlessFromMs = 250;
const getUpMs = 4000;
const lyingRad = (85 * Math.PI) / 180;

const tilts: Readonly<Record<Direction, readonly [rollRatio: number, pitchRatio: number]>> = {
  forward: [0.05, 1],
  backward: [-0.05, -1],
  left: [-1, 0.05],
  right: [1, 0.05],
};

/** How far over the robot is, 0 standing … 1 lying. */
export function toppled(sinceMs: number, durationMs: number): number {
  const down = Math.min(1, sinceMs / toppleMs) ** 2;
  const standUpFromMs = Math.max(toppleMs, durationMs - getUpMs);
  const up = Number.isFinite(durationMs) ? smoothStep((sinceMs - standUpFromMs) / (durationMs - standUpFromMs)) : 0;
  return down * (1 - up);
}

function topple(effects: Effects, moment: { sinceMs: number; durationMs: number; direction: Direction; peakMPerS2: number }): void {
  const { sinceMs, direction, peakMPerS2 } = moment;
  const over = toppled(sinceMs, moment.durationMs);
  const [rollRatio, pitchRatio] = tilts[direction];
  effects.tiltRollRad = rollRatio * lyingRad * over;
  effects.tiltPitchRad = pitchRatio * lyingRad * over;
  effects.collapseRatio = over;
  effects.freeFallRatio = sinceMs >= weightlessFromMs && sinceMs < toppleMs ? 0.9 : 0;
  effects.shockMPerS2 += peakMPerS2 * ringing(sinceMs - toppleMs);
}

/** What happens to the whole body. */
export const bodyFaults = {
  impact: faultKind({
    about: 'a blow to the body, felt by the inertial sensor; a cobot reports the collision',
    needs: [],
    defaults: { peakMPerS2: 70 },
    durationMs: 600,
    expected: ['impact'],
    apply(effects, { sinceMs, parameters }) {
      effects.shockMPerS2 += parameters.peakMPerS2 * ringing(sinceMs);
      effects.collision = true;
    },
  }),
  fall: faultKind({
    about: 'the robot topples to 85°, weightless on the way, strikes the floor, lies, and gets up at the end',
    needs: ['legs'],
    defaults: { direction: 'forward' as Direction, peakMPerS2: 90 },
    durationMs: 20_000,
    expected: ['fall', 'impact'],
    apply(effects, { sinceMs, durationMs, parameters }) {
      topple(effects, { sinceMs, durationMs, ...parameters });
      effects.fallen = true;
      if (sinceMs < toppleMs) return;
      effects.reports.push({
        codeRaw: 'fallen',
        component: 'robot',
        part: undefined,
        severity: 'error',
        category: 'other',
        text: 'the robot lies on the floor',
      });
    },
  }),
  vibration: faultKind({
    about: 'the ground shakes: a vehicle, a machine beside',
    needs: [],
    defaults: { accelerationMPerS2: 1.5 },
    durationMs: 60_000,
    expected: ['D4'],
    apply(effects, { parameters }) {
      effects.vibrationMPerS2 = parameters.accelerationMPerS2;
    },
  }),
  wetting: faultKind({
    about: 'rain or spray: the air is driven to this humidity and grows colder by 4 °C over the ramp',
    needs: [],
    defaults: { relativeHumidityRatio: 0.98, rampMs: 20_000 },
    durationMs: undefined,
    expected: ['D2'],
    apply(effects, { sinceMs, parameters }) {
      const share = smoothStep(sinceMs / Math.max(1, parameters.rampMs));
      effects.humidityTargetRatio = parameters.relativeHumidityRatio;
      effects.humidityShareRatio = share;
      effects.ambientRiseC = -4 * share;
    },
  }),
  haste: faultKind({
    about: 'the duty is driven faster than it was made for',
    needs: [],
    defaults: { factorRatio: 1.6 },
    durationMs: 60_000,
    expected: ['J3', 'J4'],
    apply(effects, { parameters }) {
      effects.paceRatio = parameters.factorRatio;
    },
  }),
} as const;

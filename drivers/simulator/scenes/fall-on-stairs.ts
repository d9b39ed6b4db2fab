import type { Scene } from './scene.ts';

export const fallOnStairs: Scene = {
  name: 'fallOnStairs',
  robots: ['humanoid'],
  lengthMs: 180_000,
  about: 'It misses a step, catches itself once, falls forwards, slides down to the next landing, gets up, and one knee rubs ever after.',
  script: [
    { atMs: 58_000, fault: 'impact', peakMPerS2: 35 },
    { atMs: 60_000, fault: 'fall', direction: 'forward', peakMPerS2: 120, durationMs: 40_000 },
    { atMs: 64_500, fault: 'impact', peakMPerS2: 80 },
    { atMs: 100_000, fault: 'frictionRise', factorRatio: 1.8, rampMs: 5000 },
    { atMs: 100_000, fault: 'backlash', backlashRad: 0.012 },
  ],
};

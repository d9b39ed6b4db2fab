import type { Scene } from './scene.ts';

export const race: Scene = {
  name: 'race',
  robots: ['humanoid'],
  lengthMs: 400_000,
  about: 'It runs a race: faster than it was made for, a knee grows hot, a rival knocks it, and it falls sideways before the finish.',
  script: [
    { atMs: 20_000, fault: 'haste', factorRatio: 1.7, durationMs: 300_000 },
    { atMs: 60_000, fault: 'overheating', riseC: 120, durationMs: 300_000 },
    { atMs: 200_000, fault: 'impact', peakMPerS2: 50 },
    { atMs: 300_000, fault: 'fall', direction: 'left', durationMs: 25_000 },
    { atMs: 325_000, fault: 'frictionRise', factorRatio: 1.4, rampMs: 5000 },
  ],
};

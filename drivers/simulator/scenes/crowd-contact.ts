import type { Scene } from './scene.ts';

export const crowdContact: Scene = {
  name: 'crowdContact',
  robots: ['humanoid', 'cobot'],
  lengthMs: 240_000,
  about: 'People press round it, it is struck four times, stops itself after the harder blows, and somebody presses the emergency stop.',
  script: [
    { atMs: 40_000, fault: 'impact', peakMPerS2: 18 },
    { atMs: 75_000, fault: 'impact', peakMPerS2: 45 },
    { atMs: 75_200, fault: 'protectiveStop', durationMs: 12_000 },
    { atMs: 120_000, fault: 'impact', peakMPerS2: 22 },
    { atMs: 150_000, fault: 'impact', peakMPerS2: 60 },
    { atMs: 150_200, fault: 'protectiveStop', durationMs: 15_000 },
    { atMs: 190_000, fault: 'emergencyStop', durationMs: 25_000 },
  ],
};

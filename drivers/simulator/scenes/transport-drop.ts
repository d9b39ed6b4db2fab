import type { Scene } from './scene.ts';

export const transportDrop: Scene = {
  name: 'transportDrop',
  robots: ['humanoid', 'cobot'],
  lengthMs: 150_000,
  about:
    'Switched off on a truck it is shaken, dropped from the ramp, tips over once more, and is set to work again with play in one joint.',
  script: [
    { atMs: 0, fault: 'modeChange', robotMode: 'off', durationMs: 90_000 },
    { atMs: 5000, fault: 'vibration', accelerationMPerS2: 2, durationMs: 60_000 },
    { atMs: 70_000, fault: 'impact', peakMPerS2: 200 },
    { atMs: 73_500, fault: 'impact', peakMPerS2: 90 },
    { atMs: 90_000, fault: 'backlash', backlashRad: 0.015 },
  ],
};

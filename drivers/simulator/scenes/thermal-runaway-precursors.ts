import type { Scene } from './scene.ts';

export const thermalRunawayPrecursors: Scene = {
  name: 'thermalRunawayPrecursors',
  robots: ['humanoid'],
  lengthMs: 600_000,
  about: 'One cell falls behind, the pack grows resistive and warms faster and faster, until its electronics fall silent.',
  script: [
    { atMs: 60_000, fault: 'cellImbalance', sagV: 0.16, rampMs: 240_000 },
    { atMs: 120_000, fault: 'resistanceGrowth', factorRatio: 2.5, rampMs: 300_000 },
    { atMs: 180_000, fault: 'packHeating', riseC: 700, rampMs: 300_000 },
    { atMs: 540_000, fault: 'sensorLoss', stream: 'battery', durationMs: 60_000 },
    { atMs: 545_000, fault: 'emergencyStop', durationMs: 55_000 },
  ],
};

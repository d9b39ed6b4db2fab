import type { Scene } from './scene.ts';

export const water: Scene = {
  name: 'water',
  robots: ['humanoid', 'cobot'],
  lengthMs: 300_000,
  about: 'Rain reaches it: the air turns wet, an encoder and then the inertial sensor fail, and it stops itself.',
  script: [
    { atMs: 60_000, fault: 'wetting', relativeHumidityRatio: 0.99, rampMs: 20_000 },
    { atMs: 130_000, fault: 'encoderDropout', shareRatio: 0.6, durationMs: 60_000 },
    { atMs: 160_000, fault: 'frictionRise', factorRatio: 1.6, rampMs: 60_000 },
    { atMs: 200_000, fault: 'sensorLoss', stream: 'imu', durationMs: 60_000 },
    { atMs: 230_000, fault: 'protectiveStop', durationMs: 30_000 },
  ],
};

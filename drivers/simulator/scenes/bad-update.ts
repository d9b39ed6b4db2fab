import type { Scene } from './scene.ts';

export const badUpdate: Scene = {
  name: 'badUpdate',
  robots: ['humanoid', 'cobot'],
  lengthMs: 300_000,
  about: 'An update sets its clock back and its gains wrong: a joint trembles, grows hot, and it stops itself twice.',
  script: [
    { atMs: 30_000, fault: 'modeChange', robotMode: 'updating', durationMs: 40_000 },
    { atMs: 70_000, fault: 'clockStep', stepMs: -7_200_000 },
    { atMs: 75_000, fault: 'oscillation', amplitudeRad: 0.05 },
    { atMs: 75_000, fault: 'overheating', riseC: 170 },
    { atMs: 160_000, fault: 'protectiveStop', durationMs: 8000 },
    { atMs: 230_000, fault: 'protectiveStop', durationMs: 15_000 },
  ],
};

import type { Scene } from './scene.ts';

export const teleoperationLoss: Scene = {
  name: 'teleoperationLoss',
  robots: ['humanoid', 'cobot'],
  lengthMs: 180_000,
  about: 'A person steers it from afar; the link stutters, then breaks, and it stops until it may go on by itself.',
  script: [
    { atMs: 20_000, fault: 'takeover', controlSource: 'teleoperated', durationMs: 120_000 },
    { atMs: 60_000, fault: 'bridgeSilence', durationMs: 4000 },
    { atMs: 75_000, fault: 'bridgeSilence', durationMs: 45_000 },
    { atMs: 76_000, fault: 'protectiveStop', durationMs: 64_000 },
    { atMs: 140_000, fault: 'modeChange', robotMode: 'standby', durationMs: 20_000 },
  ],
};

import type { Scene } from './scene.ts';

export const normalShift: Scene = {
  name: 'normalShift',
  robots: ['humanoid', 'cobot'],
  lengthMs: 600_000,
  about: 'Ordinary work without any fault: what an agent must stay quiet about.',
  script: [],
};

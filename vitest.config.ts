import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'agent/**/*.test.ts',
      'drivers/**/*.test.ts',
      'models/**/*.test.ts',
      'receiver/**/*.test.ts',
      'tests/**/*.test.ts',
      'packaging/**/*.test.ts',
    ],
    pool: 'forks',
    // Many tests wait for a child process or a broker: a second worker uses that time even on two cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    // A hook that replays a whole recording takes longer on a busy machine than any test of it.
    hookTimeout: 60_000,
  },
});

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
    testTimeout: 30_000,
  },
});

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const everything = ['agent', 'drivers', 'models', 'receiver', 'tests', 'packaging'].map((room) => `${room}/**/*.test.ts`);

/**
 * Each of these has a process to itself: it takes brokers, disks and processes away, replaces a method of a class for everybody, sets
 * the one TensorFlow.js backend of a process, or breaks the WebAssembly that unpacks chunks of a bag.
 */
const alone = [
  ...['bench', 'cases', 'crash', 'faults', 'simulation'].map((folder) => `tests/${folder}/**/*.test.ts`),
  'agent/daemon*.test.ts',
  'drivers/replay/formats/bag/**/*.test.ts',
  'models/runtime/**/*.test.ts',
];

export default defineConfig({
  test: {
    pool: 'forks',
    // Many tests wait for a child process, a broker or a clock: a third worker uses that time even on two cores.
    maxWorkers: 3,
    // Hundreds of processes load the same sources: all but the first find them stripped of their types and compiled.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)) },
    // A method that one test replaced is itself again in the next, also in another file of the same process.
    restoreMocks: true,
    testTimeout: 30_000,
    // A hook that replays a whole recording takes longer on a busy machine than any test of it.
    hookTimeout: 60_000,
    projects: [
      // Ahead of the others by its name: most of the long ones are here, and the many short ones keep every worker busy to the end.
      { extends: true, test: { name: 'alone', include: alone } },
      // The other files follow each other in one process per worker, which saves each its start and the loading of what all of them need.
      { extends: true, test: { name: 'shared', include: everything, exclude: ['**/node_modules/**', ...alone], isolate: false } },
    ],
  },
});

import { type SeedJob, simulateSeed } from './simulate-seed.ts';
import { readWorldDocuments } from './world-documents.ts';

/*
 * A process of its own for each worker: seeds share nothing, not even a library's state.
 *   SeedJob ─message─▶ simulateSeed ─▶ SeedOutcome ─message─▶ run-simulation
 */
const documents = await readWorldDocuments();
process.on('message', async (job: SeedJob) => {
  const outcome = await simulateSeed(job, documents);
  process.send?.(outcome);
});
process.send?.('ready');

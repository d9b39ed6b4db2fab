import { answerJobs } from '../support/answer-jobs.ts';
import type { SeedOutcome } from './seed-outcome.ts';
import { type SeedJob, simulateSeed } from './simulate-seed.ts';
import { readWorldDocuments } from './world-documents.ts';

/*
 * A process of its own for each worker: seeds share nothing, not even a library's state.
 *   SeedJob ─message─▶ simulateSeed ─▶ SeedOutcome ─message─▶ run-simulation
 */
const documents = await readWorldDocuments();
answerJobs<SeedJob, SeedOutcome>((job) => simulateSeed(job, documents));

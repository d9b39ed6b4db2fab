import { loadScorer } from '../../models/runtime/load-scorer.ts';
import { doEvaluationJob, type EvaluationJob } from './evaluation-job.ts';

/*
 * A process of its own for each worker: TensorFlow.js keeps one backend per process.
 *   EvaluationJob ─message─▶ doEvaluationJob ─▶ EvaluationResult ─message─▶ run-evaluation
 */
const scorer = await loadScorer({ backend: 'wasm' });
process.on('message', async (job: EvaluationJob) => {
  process.send?.(await doEvaluationJob(job, scorer));
});
process.send?.('ready');

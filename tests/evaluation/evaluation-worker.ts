import { loadScorer } from '../../models/runtime/load-scorer.ts';
import { answerJobs } from '../support/answer-jobs.ts';
import { doEvaluationJob, type EvaluationJob, type EvaluationResult } from './evaluation-job.ts';

/*
 * EvaluationJob ─message─▶ doEvaluationJob ─▶ EvaluationResult ─message─▶ run-evaluation
 */
const scorer = await loadScorer({ backend: 'wasm' });
answerJobs<EvaluationJob, EvaluationResult>((job) => doEvaluationJob(job, scorer));

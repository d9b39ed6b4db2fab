import { sceneLines } from '../../agent/demo/scene-report.ts';
import { outcomeOf, runScene, type SceneOutcome, sceneRuns } from '../support/run-scene.ts';

/*
 * `npm run scenes`: every scene with every robot it is for, through the whole agent:
 *   scene ─▶ agent ─▶ ledger ─▶ events seen, index path, and what was not detected
 * With `--expected` it prints what tests/cases/scenes/expected.json freezes of them instead.
 */
const isForFile = process.argv.includes('--expected');
const outcomes: Record<string, SceneOutcome> = {};

for (const run of sceneRuns) {
  const report = await runScene(run);
  outcomes[`${run.scene}, ${run.robot}`] = outcomeOf(report);
  if (!isForFile) process.stdout.write(`${run.scene}, ${run.robot}\n${sceneLines(report).join('\n')}\n\n`);
}
if (isForFile) process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);

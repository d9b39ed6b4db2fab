import { writeFileSync } from 'node:fs';
import { type ReferenceModel, referenceModelSchema } from '../../agent/assess/reference-model.ts';
import { readProfile } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { scriptedLife } from '../support/scripted-life.ts';
import { storyPage, type ToldRobot } from './risk-story-page.ts';
import { storyRobots } from './risk-story-robots.ts';
import { repositoryRoot } from './source-tree.ts';

/*
 * `npm run risk-story`: five robots through the whole agent, and what their reports and explanations say of them:
 *   script ─▶ agent ─▶ signed reports ─▶ index path, jumps in the explanation's own words ─▶ docs/risk-index.md
 */
export const storyPath = 'docs/risk-index.md';

/** The page as it should be now. */
export async function riskStory(): Promise<string> {
  const model = (await readDocument<ReferenceModel>(`${repositoryRoot}/config/reference-models/illustrative-1.yaml`, referenceModelSchema))
    .value;
  const told: ToldRobot[] = [];
  for (const robot of storyRobots) {
    const { reports } = await scriptedLife(robot.script);
    told.push({ robot, reports, model, profile: (await readProfile(robot.script.profile)).value });
  }
  return storyPage(told);
}

if (import.meta.main) writeFileSync(`${repositoryRoot}/${storyPath}`, await riskStory());

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ReferenceModel, referenceModelSchema } from '../../agent/assess/reference-model.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { scriptedLife } from '../support/scripted-life.ts';
import { readRatedProfile } from '../support/sparse-agent.ts';
import { picturePath, storyPage, type ToldRobot } from './risk-story-page.ts';
import { storyPicture } from './risk-story-picture.ts';
import { storyRobots } from './risk-story-robots.ts';
import { repositoryRoot } from './source-tree.ts';

/*
 * `npm run risk-story`: five robots through the whole agent, and what their reports and explanations say of them:
 *   script ─▶ agent ─▶ signed reports ─▶ index path, jumps in the explanation's own words ─▶ docs/risk-index.md
 *                                                             └▶ one picture each ─▶ docs/risk-index/
 */
export const storyPath = 'docs/risk-index.md';

/** The five robots with everything they reported. */
export async function toldRobots(): Promise<readonly ToldRobot[]> {
  const model = (await readDocument<ReferenceModel>(`${repositoryRoot}/config/reference-models/illustrative-1.yaml`, referenceModelSchema))
    .value;
  const told: ToldRobot[] = [];
  for (const robot of storyRobots) {
    const { reports } = await scriptedLife(robot.script);
    told.push({ robot, reports, model, profile: (await readRatedProfile(robot.script)).value });
  }
  return told;
}

/** The page and its pictures as they should be now, by path from the root. */
export function riskStory(told: readonly ToldRobot[]): Readonly<Record<string, string>> {
  const pictures = told.map(({ robot, reports }) => [`docs/${picturePath(robot)}`, storyPicture(robot.title, reports)] as const);
  return { [storyPath]: storyPage(told), ...Object.fromEntries(pictures) };
}

if (import.meta.main)
  for (const [path, text] of Object.entries(riskStory(await toldRobots()))) {
    mkdirSync(dirname(`${repositoryRoot}/${path}`), { recursive: true });
    writeFileSync(`${repositoryRoot}/${path}`, text);
  }

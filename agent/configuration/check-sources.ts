import { dirname } from 'node:path';
import { ConfigError, type Problem } from '../contract/errors.ts';
import type { Clock } from '../contract/time.ts';
import type { AgentConfiguration } from './agent-schema.ts';
import { onlyOrigin, openSource } from './open-sources.ts';
import { yamlFrom } from './path-from.ts';
import { readProfile } from './product-files.ts';
import { parseYaml, readDocumentText } from './read-document.ts';

/**
 * What a start would refuse of the sources, said before it: each is opened as a start opens it, which connects to nothing. Throws one
 * ConfigError with all problems, placed by the lines of the configuration; `configuration` is what was read from `path`.
 */
export async function checkSources(path: string, { robot, sources }: AgentConfiguration, clock: Clock): Promise<void> {
  const document = parseYaml(path, await readDocumentText(path));
  const { value: profile } = await readProfile(yamlFrom(dirname(path), robot.profile));
  const tried = await Promise.all(
    sources.map((source, index) =>
      attempt(() => openSource(source, { profile, clock, place: document.placeOf(['sources', String(index), 'options']) })),
    ),
  );
  const opened = tried.flatMap(({ result }) => (result === undefined ? [] : [result.origin]));
  const mixed = opened.length < sources.length ? [] : (await attempt(async () => onlyOrigin(opened))).problems;
  const problems = [
    ...tried.flatMap((each) => each.problems),
    ...mixed.map((problem) => ({ ...problem, place: document.placeOf(['sources']) })),
  ];
  if (problems.length > 0) throw new ConfigError('configuration/sources-refused', problems);
}

interface Attempt<T> {
  readonly result: T | undefined;
  readonly problems: readonly Problem[];
}

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { result: await work(), problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { result: undefined, problems: error.problems };
  }
}

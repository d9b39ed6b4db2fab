import { dirname, isAbsolute, join } from 'node:path';
import { referenceModelSchema } from '../assess/reference-model.ts';
import { contextSchema } from '../contract/declared-context.ts';
import { ConfigError, type Problem } from '../contract/errors.ts';
import type { OptionsSchema } from '../contract/schema.ts';
import { loadDriver } from '../ingest/load-driver.ts';
import { type AgentConfiguration, agentSchema } from './agent-schema.ts';
import { productPath, readProfile } from './product-files.ts';
import { type ParsedDocument, parseYaml, placedProblems, readDocument, readDocumentText } from './read-document.ts';

/** Reads an agent configuration and everything it points to; throws one ConfigError with all problems of all of them. */
export async function readConfiguration(path: string): Promise<AgentConfiguration> {
  const document = parseYaml(path, await readDocumentText(path));
  const problems = placedProblems(document, document.value, { schema: agentSchema, path: [] });
  const configuration = document.value as Partial<AgentConfiguration>;
  problems.push(...(await referenceProblems(document, configuration, dirname(path))));
  if (problems.length > 0) throw new ConfigError('configuration/invalid', problems);
  return configuration as AgentConfiguration;
}

/** The path of a reference model: a name that ships, or a file of one's own. */
export function referenceModelPath(nameOrPath: string): string {
  return nameOrPath.endsWith('.yaml') ? nameOrPath : productPath('config', 'reference-models', `${nameOrPath}.yaml`);
}

async function referenceProblems(document: ParsedDocument, value: Partial<AgentConfiguration>, folder: string): Promise<Problem[]> {
  const beside = (path: string): string => (isAbsolute(path) || !path.endsWith('.yaml') ? path : join(folder, path));
  const { robot, context, referenceModel } = value;
  const checks: Promise<Problem[]>[] = [];
  const check = (path: string[], work: (() => Promise<unknown>) | undefined): void => {
    if (work !== undefined) checks.push(problemsOf(document.placeOf(path), work));
  };
  check(['robot', 'profile'], typeof robot?.profile === 'string' ? () => readProfile(beside(robot.profile)) : undefined);
  check(['context'], typeof context === 'string' ? () => readDocument(beside(context), contextSchema) : undefined);
  check(
    ['referenceModel'],
    typeof referenceModel === 'string' ? () => readDocument(referenceModelPath(beside(referenceModel)), referenceModelSchema) : undefined,
  );
  const sources = Array.isArray(value.sources) ? value.sources : [];
  sources.forEach((source, index) => {
    checks.push(sourceProblems(document, source, index));
  });
  return [...(await Promise.all(checks)).flat(), ...duplicateIds(document, sources)];
}

type SourceConfiguration = AgentConfiguration['sources'][number];

async function sourceProblems(document: ParsedDocument, source: Partial<SourceConfiguration>, index: number): Promise<Problem[]> {
  const path = ['sources', String(index)];
  const { driver, options } = source;
  if (typeof driver !== 'string') return [];
  let schema: OptionsSchema | undefined;
  const problems = await problemsOf(document.placeOf([...path, 'driver']), async () => {
    schema = (await loadDriver(driver)).optionsSchema;
  });
  return schema === undefined ? problems : placedProblems(document, options ?? {}, { schema, path: [...path, 'options'] });
}

function duplicateIds(document: ParsedDocument, sources: readonly Partial<SourceConfiguration>[]): Problem[] {
  return sources.flatMap(({ id }, index) => {
    if (id === undefined || sources.findIndex((other) => other.id === id) === index) return [];
    return [
      { place: document.placeOf(['sources', String(index), 'id']), value: `"${id}" again`, remedy: 'give every source an id of its own' },
    ];
  });
}

/** The problems a check throws, each placed where the configuration points to it. */
async function problemsOf(place: string, work: () => Promise<unknown>): Promise<Problem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => ({ ...problem, place: `${place} → ${problem.place}` }));
  }
}

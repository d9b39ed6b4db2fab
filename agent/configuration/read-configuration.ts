import { dirname } from 'node:path';
import { referenceModelSchema } from '../assess/reference-model.ts';
import { contextSchema } from '../contract/declared-context.ts';
import { ConfigError, type Problem } from '../contract/errors.ts';
import type { OptionsSchema } from '../contract/schema.ts';
import { readKeyRegistry } from '../evidence/key-registry.ts';
import type { TrustStore } from '../evidence/trust-store.ts';
import { loadDriver } from '../ingest/load-driver.ts';
import { type AgentConfiguration, agentSchema } from './agent-schema.ts';
import { pathFrom, yamlFrom } from './path-from.ts';
import { productPath, readProfile, referenceModelNames } from './product-files.ts';
import { type ParsedDocument, parseYaml, placedProblems, readDocument, readDocumentText } from './read-document.ts';
import { readSignedDocument, readTrust } from './read-signed-document.ts';

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

type Check = readonly [path: string[], work: () => Promise<unknown>];

async function referenceProblems(document: ParsedDocument, value: Partial<AgentConfiguration>, folder: string): Promise<Problem[]> {
  const sources = entriesOf<SourceConfiguration>(value.sources);
  const recipients = entriesOf<RecipientConfiguration>(value.recipients);
  const documents = await documentChecks(document, value, folder);
  const checks = [...documents.checks, ...recipients.flatMap((recipient) => recipientChecks(recipient, folder))];
  const found = await Promise.all([
    ...checks.map(([path, work]) => problemsOf(document.placeOf(path), work)),
    ...sources.map((source) => sourceProblems(document, source)),
  ]);
  return [
    ...documents.problems,
    ...found.flat(),
    ...duplicateIds(document, ['sources', sources]),
    ...duplicateIds(document, ['recipients', recipients]),
  ];
}

interface DocumentChecks {
  readonly problems: readonly Problem[];
  readonly checks: readonly Check[];
}

/** Names that ship stay names; any other path starts beside the configuration. Signatures wait until their trust store can be read. */
async function documentChecks(document: ParsedDocument, value: Partial<AgentConfiguration>, folder: string): Promise<DocumentChecks> {
  const { robot, context, referenceModel, trust: trustPath } = value;
  const named = (nameOrPath: string): string => yamlFrom(folder, nameOrPath);
  let trust: TrustStore | undefined;
  const [problems = []] = await Promise.all(
    when(trustPath, ['trust'], async (path) => {
      trust = await readTrust(pathFrom(folder, path));
    }).map(([path, work]) => problemsOf(document.placeOf(path), work)),
  );
  const read = (kind: 'context' | 'referenceModel', path: string): Promise<unknown> => {
    const schema = kind === 'context' ? contextSchema : referenceModelSchema;
    // Which of several signatures is the one to report is asked at start; here it only matters whether one stands.
    return problems.length > 0 ? readDocument(path, schema) : readSignedDocument(path, schema, { kind, trust, nowMs: 0 });
  };
  const checks = [
    ...when(robot?.profile, ['robot', 'profile'], (profile) => readProfile(named(profile))),
    ...when(context, ['context'], (path) => read('context', pathFrom(folder, path))),
    ...when(referenceModel, ['referenceModel'], async (model) => {
      await checkModelName(model);
      return read('referenceModel', referenceModelPath(named(model)));
    }),
  ];
  return { problems, checks };
}

/** A name that no reference model here has is answered with those there are. */
async function checkModelName(nameOrPath: string): Promise<void> {
  if (nameOrPath.endsWith('.yaml')) return;
  const names = await referenceModelNames();
  if (names.includes(nameOrPath)) return;
  const remedy = `write one of ${names.join(', ')}, or the path of a reference model ending in .yaml`;
  throw new ConfigError('configuration/unknown-reference-model', [{ place: 'reference model', value: `"${nameOrPath}"`, remedy }]);
}

/** A key or password that cannot be read is said now, not when the first report is due. */
function recipientChecks({ index, entry }: Entry<RecipientConfiguration>, folder: string): Check[] {
  const at = (key: string): string[] => ['recipients', String(index), key];
  return [
    ...when(entry.keys, at('keys'), async (keys) => readKeyRegistry(await readDocumentText(pathFrom(folder, keys)), keys)),
    ...when(entry.passwordFile, at('passwordFile'), (path) => readDocumentText(pathFrom(folder, path))),
  ];
}

/** A value of the wrong type is the schema's problem already. */
function when(value: unknown, path: string[], work: (text: string) => Promise<unknown>): Check[] {
  return typeof value === 'string' ? [[path, () => work(value)]] : [];
}

type SourceConfiguration = AgentConfiguration['sources'][number];
type RecipientConfiguration = AgentConfiguration['recipients'][number];

interface Entry<T> {
  readonly index: number;
  readonly entry: Partial<T>;
}

/** The members of a list that are objects, as far as the document has a list there at all. */
function entriesOf<T>(list: unknown): Entry<T>[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index) => (isObject(entry) ? [{ index, entry: entry as Partial<T> }] : []));
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

async function sourceProblems(document: ParsedDocument, { index, entry }: Entry<SourceConfiguration>): Promise<Problem[]> {
  const path = ['sources', String(index)];
  const { driver, options } = entry;
  if (typeof driver !== 'string') return [];
  let schema: OptionsSchema | undefined;
  const problems = await problemsOf(document.placeOf([...path, 'driver']), async () => {
    schema = (await loadDriver(driver)).optionsSchema;
  });
  if (schema === undefined || !isObject(options)) return problems;
  return placedProblems(document, options, { schema, path: [...path, 'options'] });
}

function duplicateIds(document: ParsedDocument, [list, entries]: readonly [string, readonly Entry<{ id: string }>[]]): Problem[] {
  return entries.flatMap(({ index, entry: { id } }, place) => {
    if (id === undefined || entries.findIndex((other) => other.entry.id === id) === place) return [];
    return [{ place: document.placeOf([list, String(index), 'id']), value: `"${id}" again`, remedy: 'give each an id of its own' }];
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

import { readdir } from 'node:fs/promises';
import { type ReferenceModel, referenceModelSchema } from '../assess/reference-model.ts';
import { productPath, readProfile } from '../configuration/product-files.ts';
import { referenceModelPath } from '../configuration/read-configuration.ts';
import { readDocument } from '../configuration/read-document.ts';
import { contextSchema, type DeclaredContext } from '../contract/declared-context.ts';
import type { CheckedDocument } from '../contract/driver.ts';
import { ConfigError, type Problem } from '../contract/errors.ts';
import type { Profile } from '../contract/profile.ts';
import type { ReportPayload } from '../contract/report.ts';
import { collectProblems } from './collect-problems.ts';

/** Where the documents of a report are looked for; a name or path left out is found by what the report says. */
export interface DocumentChoice {
  readonly profile?: string | undefined;
  readonly context?: string | undefined;
  readonly model?: string | undefined;
  /** How the option is called in this verb. */
  readonly modelOption: string;
}

export interface ReportDocuments {
  readonly profile: Profile;
  readonly model: ReferenceModel;
  readonly context: DeclaredContext | undefined;
}

const notDeclared = 'notDeclared';

/**
 * The documents a report names by hash: the reference model among those that ship, or the file given; the profile by its name; the
 * declared context from its file. Throws one ConfigError with every document that cannot be read or has another hash.
 */
export async function reportDocuments(payload: ReportPayload, choice: DocumentChoice): Promise<ReportDocuments> {
  const { context: contextPath } = choice;
  const problems: Problem[] = [];
  const profile = await collectProblems(problems, () => readProfile(choice.profile ?? payload.robot.profile));
  const model = await collectProblems(problems, () => readModel(payload, choice));
  const context =
    contextPath === undefined
      ? undefined
      : await collectProblems(problems, () => readDocument<DeclaredContext>(contextPath, contextSchema));
  if (problems.length === 0) {
    const found = { profile: profile?.sha256, referenceModel: model?.sha256, context: context?.sha256 ?? notDeclared };
    problems.push(...otherDocuments(found, payload.versions, choice));
  }
  if (problems.length > 0 || profile === undefined || model === undefined) throw new ConfigError('commands/other-documents', problems);
  return { profile: profile.value, model: model.value, context: context?.value };
}

async function readModel(payload: ReportPayload, { model, modelOption }: DocumentChoice): Promise<CheckedDocument<ReferenceModel>> {
  const wanted = payload.versions.referenceModel;
  if (model !== undefined) return readDocument<ReferenceModel>(referenceModelPath(model), referenceModelSchema);
  const names = (await readdir(productPath('config', 'reference-models'))).filter((name) => name.endsWith('.yaml')).sort();
  for (const name of names) {
    const shipped = await readDocument<ReferenceModel>(productPath('config', 'reference-models', name), referenceModelSchema);
    if (shipped.sha256 === wanted) return shipped;
  }
  const remedy = `give the model's file with ${modelOption}`;
  throw new ConfigError('commands/unknown-model', [
    { place: modelOption, value: `no reference model that ships has the hash ${wanted}`, remedy },
  ]);
}

function otherDocuments(
  found: Readonly<Record<string, string | undefined>>,
  stated: ReportPayload['versions'],
  { modelOption }: DocumentChoice,
): Problem[] {
  const optionOf: Readonly<Record<string, string>> = { profile: '--profile', referenceModel: modelOption, context: '--context' };
  return Object.entries(found).flatMap(([name, sha256]) => {
    const wanted = stated[name];
    if (wanted === sha256) return [];
    const remedy = wanted === notDeclared ? 'leave it out: the report was made without one' : `give the document with hash ${wanted}`;
    return [{ place: optionOf[name] ?? name, value: sha256 === notDeclared ? 'not given' : String(sha256), remedy }];
  });
}

import { join } from 'node:path';
import { readJson } from './seed-record.ts';

/** How a level with the network in it fared beside the physics watch alone on one data set. */
export interface LevelRow {
  readonly dataSet: string;
  readonly method: string;
  readonly auprcRatio: number;
  readonly referenceAuprcRatio: number;
  /** 95 % interval of the reference's AUPRC minus this one's, drawn in pairs. */
  readonly behindReference: { readonly low: number; readonly high: number };
}

interface EvaluatedRow {
  readonly method: string;
  readonly auprc: { readonly meanRatio: number };
  readonly behindReference: { readonly low: number; readonly high: number };
}

interface EvaluationFile {
  readonly reference: string;
  readonly weightsSha256: string;
  readonly dataSets: readonly { readonly name: string; readonly classes: readonly { readonly rows: readonly EvaluatedRow[] }[] }[];
}

export const evaluationFile = 'evaluation.json';

/** From the evaluation that lies beside these weights; none when it is of other weights. */
export function readLevels(directory: string, weightsSha256: string): readonly LevelRow[] {
  const evaluated = readJson(join(directory, evaluationFile)) as EvaluationFile | undefined;
  if (evaluated === undefined || evaluated.weightsSha256 !== weightsSha256) return [];
  return evaluated.dataSets.flatMap(({ name, classes }) => {
    const rows = classes[0]?.rows ?? [];
    const referenceAuprcRatio = rows.find(({ method }) => method === evaluated.reference)?.auprc.meanRatio ?? Number.NaN;
    return rows
      .filter(({ method }) => method.includes('L2'))
      .map(({ method, auprc, behindReference }) => ({
        dataSet: name,
        method,
        auprcRatio: auprc.meanRatio,
        referenceAuprcRatio,
        behindReference,
      }));
  });
}

/** A level ships where its interval excludes 0 on every data set that has it, and nowhere is worse. */
export function isAhead(rows: readonly LevelRow[]): boolean {
  return rows.length > 0 && rows.every(({ behindReference: { high } }) => high < 0);
}

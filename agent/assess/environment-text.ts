import type { DeclaredContext } from '../contract/declared-context.ts';
import {
  type DimensionGrade,
  type EnvironmentDimension,
  type EnvironmentGrade,
  environmentDimensions,
} from '../contract/environment-grade.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { DocumentSigner } from '../contract/signed-document.ts';
import { isUnknown } from '../contract/unknown.ts';
import type { StressState } from './stress-hours.ts';

const names: Readonly<Record<EnvironmentDimension, string>> = {
  D1: 'ambient temperature',
  D1b: 'margin to rated temperature',
  D2: 'relative humidity',
  D3: 'thermal rate',
  D4: 'background vibration',
  D5: 'external shocks',
  D6: 'ingress protection',
  D7: 'corrosivity',
  D8: 'human exposure',
  D9: 'terrain',
  D10: 'special hazard',
};
const shownDecimalCount = 2;
/** What follows a measured number; declared words carry their own. */
const units: Readonly<Partial<Record<EnvironmentDimension, string>>> = {
  D1: ' °C',
  D1b: ' K',
  D3: ' K/min',
  D4: ' m/s²',
  D5: ' per 8 h',
};

/** What the declared dimensions rest on: the context, and whose signature stands under it. */
export interface Declaration {
  readonly declared?: DeclaredContext | undefined;
  readonly signedBy?: Pick<DocumentSigner, 'kid' | 'role'> | undefined;
}

/**
 * The grade in one line, beside the stage it was lived in (rule R-8):
 * `E3 in stage commercial (binding: D8 human exposure H2, declared by ACME 2026-05-02, signed by integrator; D1 ambient temperature 24 °C …)`.
 */
export function environmentText(grade: EnvironmentGrade, declaration: Declaration = {}): string {
  const others = environmentDimensions.filter((dimension) => dimension !== grade.binding);
  const texts = [grade.binding, ...others].flatMap((dimension) => {
    const found = grade.dimensions[dimension];
    return found === undefined ? [] : [dimensionText(dimension, found, { declaration, isBinding: dimension === grade.binding })];
  });
  return `E${grade.e} in stage ${declaration.declared?.lifecycleStage ?? 'not declared'} (binding: ${texts.join('; ')})`;
}

interface Telling {
  readonly declaration: Declaration;
  readonly isBinding: boolean;
}

function dimensionText(dimension: EnvironmentDimension, found: DimensionGrade, { declaration, isBinding }: Telling): string {
  const name = `${dimension} ${names[dimension]}`;
  if (isUnknown(found.value)) return `${name} unknown→E${found.grade}`;
  const value = typeof found.value === 'number' ? `${roundTo(found.value, shownDecimalCount)}${units[dimension] ?? ''}` : found.value;
  if (isBinding) return `${name} ${value}, ${found.provenance === 'declared' ? declaredBy(declaration) : found.provenance}`;
  const source = found.provenance === 'declared' && declaration.signedBy === undefined ? 'declared, unsigned' : found.provenance;
  return `${name} ${value} ${source} E${found.grade}`;
}

/** `declared by ACME 2026-05-02, unsigned`, as far as it was said. */
function declaredBy({ declared = {}, signedBy }: Declaration): string {
  const { declaredBy: who, declaredAt: when } = declared;
  const signature = signedBy === undefined ? 'unsigned' : `signed by ${signedBy.role}`;
  return `declared${who === undefined ? '' : ` by ${who}`}${when === undefined ? '' : ` ${when}`}, ${signature}`;
}

/** Dimensions a robot's sensors can tell: there a declaration is the lesser source. */
const measurable: readonly EnvironmentDimension[] = ['D1', 'D1b', 'D2', 'D3', 'D4', 'D5'];
const lesserSourceRatio = 0.5;

/**
 * How well the grade is known, 0…1: every dimension counts 1 from its best source, half where it was declared or derived although it could
 * be measured, and nothing where it is unknown (rule R-5). It prices nothing.
 */
export function environmentCoverageRatio({ dimensions }: EnvironmentGrade): number {
  const weights = environmentDimensions.map((dimension) => {
    const provenance = dimensions[dimension]?.provenance ?? 'unknown';
    if (provenance === 'unknown') return 0;
    return provenance !== 'measured' && measurable.includes(dimension) ? lesserSourceRatio : 1;
  });
  return roundTo(weights.reduce<number>((sum, weight) => sum + weight, 0) / weights.length, decimals.ratio);
}

const hourMs = 3_600_000;
/** One decimal, cut and never rounded up (rule M-10). */
const hoursText = (durationMs: number): string => (Math.floor(durationMs / (hourMs / 10)) / 10).toFixed(1);

/** `stress 12.3 h in 10.0 h measured`; undefined while nothing was measured. */
export function stressText({ stressMs, measuredMs }: StressState): string | undefined {
  return measuredMs === 0 ? undefined : `stress ${hoursText(stressMs)} h in ${hoursText(measuredMs)} h measured`;
}

import type { DeclaredContext } from '../contract/declared-context.ts';
import {
  type DimensionGrade,
  type EnvironmentDimension,
  type EnvironmentGrade,
  environmentDimensions,
} from '../contract/environment-grade.ts';
import { roundTo } from '../contract/rounding.ts';
import { isUnknown } from '../contract/unknown.ts';

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
const units: Readonly<Partial<Record<EnvironmentDimension, string>>> = { D1: ' °C', D1b: ' K', D3: ' K/min', D4: ' m/s²' };

/** The grade in one line: `E3 (binding: D8 human exposure H2, declared by ACME 2026-05-02; D1 ambient temperature 24 °C measured E1; …)`. */
export function environmentText(grade: EnvironmentGrade, declared?: DeclaredContext): string {
  const others = environmentDimensions.filter((dimension) => dimension !== grade.binding);
  const texts = [grade.binding, ...others].flatMap((dimension) => {
    const found = grade.dimensions[dimension];
    return found === undefined ? [] : [dimensionText(dimension, found, { declared, isBinding: dimension === grade.binding })];
  });
  return `E${grade.e} (binding: ${texts.join('; ')})`;
}

interface Telling {
  readonly declared: DeclaredContext | undefined;
  readonly isBinding: boolean;
}

function dimensionText(dimension: EnvironmentDimension, found: DimensionGrade, { declared, isBinding }: Telling): string {
  const name = `${dimension} ${names[dimension]}`;
  if (isUnknown(found.value)) return `${name} unknown→E${found.grade}`;
  const value = typeof found.value === 'number' ? `${roundTo(found.value, shownDecimalCount)}${units[dimension] ?? ''}` : found.value;
  const source = found.provenance === 'declared' && isBinding ? declaredBy(declared) : found.provenance;
  return isBinding ? `${name} ${value}, ${source}` : `${name} ${value} ${source} E${found.grade}`;
}

/** `declared by ACME 2026-05-02`, as far as it was said. */
function declaredBy({ declaredBy: who, declaredAt: when }: DeclaredContext = {}): string {
  return `declared${who === undefined ? '' : ` by ${who}`}${when === undefined ? '' : ` ${when}`}`;
}

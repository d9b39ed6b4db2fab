import { type HealthIndices, type HealthReading, healthIndicators, healthLevels, readingsListedMax } from '../contract/health.ts';
import { arrayOf, finite, flag, nullable, numberIn, object, oneOf, whole, word } from './schema-terms.ts';

const index = numberIn(0, 100);
const reading = object<HealthReading>({
  component: word,
  indicator: oneOf(healthIndicators),
  level: oneOf(healthLevels),
  index,
  value: finite,
  isHeld: flag,
});

/** JSON Schema of what a report says of the condition of components. */
export const healthSchema = object<HealthIndices>({
  index,
  component: nullable(word),
  level: oneOf(healthLevels),
  knownCount: whole,
  unknownCount: whole,
  readings: arrayOf(reading, readingsListedMax),
});

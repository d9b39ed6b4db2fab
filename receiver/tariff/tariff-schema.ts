import type { FromSchema } from 'json-schema-to-ts';

/**
 * A tariff: what an insurer makes of reported hours and of the index (decisions C1). It lives at the receiver only. The schema has no
 * place for what must not be priced (an emergency-stop weight, a surcharge for software updates, a person): such a key is refused.
 */
const amount = { type: 'number', minimum: 0, maximum: 1_000_000 } as const;
/** Bounds of the factor's parts; the reference 1 always lies within. */
const range = {
  type: 'object',
  additionalProperties: false,
  required: ['minRatio', 'maxRatio'],
  properties: {
    minRatio: { type: 'number', minimum: 0.1, maximum: 1 },
    maxRatio: { type: 'number', minimum: 1, maximum: 10 },
  },
} as const;

const gradeRates = {
  type: 'object',
  description: 'Amount per operating hour at each environment grade; a worse grade never costs less.',
  additionalProperties: false,
  required: ['e1', 'e2', 'e3', 'e4', 'e5'],
  properties: { e1: amount, e2: amount, e3: amount, e4: amount, e5: amount },
} as const;

const firstOfMonth = { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])-01$' } as const;

/** An actuarial tariff names its currency and what it rests on; any other has neither: its amounts are points. */
const actuarialTerms = {
  anyOf: [{ properties: { actuarial: { const: false } } }, { required: ['currency', 'basis'] }],
  if: { properties: { actuarial: { const: true } } },
  else: { properties: { currency: false, basis: false } },
} as const;

const properties = {
  name: { type: 'string', pattern: '^[a-z][a-z0-9-]*[a-z]$', description: 'The file is <name>-<version>.yaml.' },
  version: { type: 'integer', minimum: 1, description: 'One more for every change: a document that priced anything is kept for ever.' },
  actuarial: { type: 'boolean', description: 'True only when derived from losses; false is said as "illustrative reference".' },
  currency: { type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217; only when actuarial.' },
  basis: { type: 'string', minLength: 1, maxLength: 2_000, description: 'What losses and method it rests on; only when actuarial.' },
  validFrom: { ...firstOfMonth, description: 'First day, UTC; a month has one tariff, so it begins a month.' },
  validTo: { ...firstOfMonth, description: 'First day on which it is no longer valid; open when left out.' },
  base: {
    type: 'object',
    description: 'Amount per UTC day, or per UTC month pro rata by days.',
    additionalProperties: false,
    required: ['per', 'amount'],
    properties: { per: { enum: ['day', 'month'] }, amount },
  },
  ratesPerH: {
    type: 'object',
    description: 'body over hours by physical grade, thirdParty over hours by the grade of people and terrain (decisions C3).',
    additionalProperties: false,
    required: ['body', 'thirdParty'],
    properties: { body: gradeRates, thirdParty: gradeRates },
  },
  gamma: { type: 'number', minimum: 0, maximum: 2, description: 'Exponent of the index in the factor.' },
  factor: { ...range, description: 'Bounds of the factor, whatever the index says.' },
  contributionCaps: {
    type: 'object',
    description: 'Bounds of each dimension in the factor. Environment is priced by hours at grades and has no place here.',
    additionalProperties: false,
    required: ['use', 'safety', 'health', 'context'],
    properties: { use: range, safety: range, health: range, context: range },
  },
  rateLimitPerMonthRatio: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 0.5,
    description: 'The factor moves at a month end by at most this share of itself, pro rata by days of cover.',
  },
  minimumExposureH: { type: 'number', minimum: 0, maximum: 10_000, description: 'Lifetime operating hours before the factor moves.' },
  anomaly: {
    enum: ['notPriced', 'confirmedByInspection'],
    description: 'Alarms of the network: no part of the factor, or the share of them that an inspection confirmed (decisions C4).',
  },
} as const;

export const tariffSchema = {
  type: 'object',
  title: 'Tariff',
  additionalProperties: false,
  required: [
    'name',
    'version',
    'actuarial',
    'validFrom',
    'base',
    'ratesPerH',
    'gamma',
    'factor',
    'contributionCaps',
    'rateLimitPerMonthRatio',
    'minimumExposureH',
    'anomaly',
  ],
  properties,
} as const;

/** The schema with its conditions, for the validator; the type needs none. */
export const checkedTariffSchema = { ...tariffSchema, ...actuarialTerms };

export type Tariff = FromSchema<typeof tariffSchema>;
export type Cover = keyof Tariff['ratesPerH'];
export type GradeRates = Tariff['ratesPerH']['body'];

/** In the currency of an actuarial tariff, else in points; six decimals. */
export type Amount = number;

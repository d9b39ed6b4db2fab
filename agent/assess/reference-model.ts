import type { FromSchema } from 'json-schema-to-ts';
import { coverClassWeights, groupPriors, stageRates } from './reference-priors.ts';

/**
 * The reference model: priors, strengths, weights and caps that give index and explanation (decisions C1). It is public and on the
 * robot; it holds no price. Every number of a model with `actuarial: false` is illustrative: there is no public loss data for robots.
 */
const relativity = { type: 'number', exclusiveMinimum: 0, maximum: 10 } as const;
const hours = { type: 'number', exclusiveMinimum: 0 } as const;
const weight = { type: 'number', minimum: 0, maximum: 2 } as const;
const share = { type: 'number', minimum: 0, maximum: 1 } as const;

const range = {
  type: 'object',
  additionalProperties: false,
  required: ['minRatio', 'maxRatio'],
  properties: { minRatio: { ...relativity, maximum: 1 }, maxRatio: { ...relativity, minimum: 1 } },
} as const;

const gradeRelativities = {
  type: 'object',
  description: 'Relativity of an operating hour at each environment grade.',
  additionalProperties: false,
  required: ['e1', 'e2', 'e3', 'e4', 'e5'],
  properties: { e1: relativity, e2: relativity, e3: relativity, e4: relativity, e5: relativity },
} as const;

const dimensions = ['environment', 'use', 'safety', 'health', 'anomaly', 'context'] as const;
const dimensionWeights = {
  type: 'object',
  additionalProperties: false,
  required: dimensions,
  properties: { environment: weight, use: weight, safety: weight, health: weight, anomaly: weight, context: weight },
} as const;

const use = {
  type: 'object',
  description: 'Relativity (load / referenceLoadRatio)^exponentRatio, load = time mean of τ_rms / τ_rated.',
  additionalProperties: false,
  required: ['referenceLoadRatio', 'exponentRatio', 'minRatio', 'maxRatio'],
  properties: { referenceLoadRatio: { ...share, exclusiveMinimum: 0 }, exponentRatio: share, ...range.properties },
} as const;

const health = {
  type: 'object',
  description: 'Relativity exp(lnPerIndex × (referenceIndex − health index)).',
  additionalProperties: false,
  required: ['referenceIndex', 'lnPerIndex', 'minRatio', 'maxRatio'],
  properties: { referenceIndex: { type: 'number', minimum: 0, maximum: 100 }, lnPerIndex: share, ...range.properties },
} as const;

const anomaly = {
  type: 'object',
  description: 'Only an excess over the promised false-alarm rate counts, at most ×1.15, never a credit (decisions C4).',
  additionalProperties: false,
  required: ['designRatePerH', 'strengthH', 'minRatio', 'maxRatio'],
  properties: {
    designRatePerH: hours,
    strengthH: hours,
    minRatio: { const: 1 },
    maxRatio: { type: 'number', minimum: 1, maximum: 1.15 },
  },
} as const;

const context = {
  type: 'object',
  description: 'Relativity = product of what is declared; what is not declared is 1.',
  additionalProperties: false,
  required: ['robotClass10218', 'lifecycleStage', 'trl'],
  properties: {
    robotClass10218: {
      type: 'object',
      additionalProperties: false,
      required: ['I', 'II'],
      properties: { I: relativity, II: relativity },
    },
    lifecycleStage: {
      type: 'object',
      additionalProperties: false,
      required: ['rnd', 'pilotTest', 'firstUse', 'commercial', 'retired'],
      properties: { rnd: relativity, pilotTest: relativity, firstUse: relativity, commercial: relativity, retired: relativity },
    },
    trl: {
      type: 'object',
      description: 'From TRL 5; below 5 the index is not rated.',
      additionalProperties: false,
      required: ['trl5', 'trl6', 'trl7', 'trl8', 'trl9'],
      properties: { trl5: relativity, trl6: relativity, trl7: relativity, trl8: relativity, trl9: relativity },
    },
  },
} as const;

const gap = {
  type: 'object',
  description: 'Gaps contradicted by a witness are imputed; these are the duty assumed and the bounds of the coverage tiers.',
  additionalProperties: false,
  required: ['dutyDefaultRatio', 'normalRatio', 'imputedRatio', 'provisionalRatio'],
  properties: { dutyDefaultRatio: share, normalRatio: share, imputedRatio: share, provisionalRatio: share },
} as const;

export const referenceModelSchema = {
  type: 'object',
  title: 'Reference model',
  additionalProperties: false,
  required: [
    'name',
    'version',
    'actuarial',
    'gradeRelativities',
    'weights',
    'priors',
    'halfLifeH',
    'credibilityH',
    'use',
    'health',
    'anomaly',
    'context',
    'gap',
    'contributionCaps',
  ],
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9-]+$', description: 'Same as the file name without -<version>.yaml.' },
    version: { type: 'integer', minimum: 1 },
    actuarial: { const: false, description: 'No number here is derived from losses.' },
    gradeRelativities,
    weights: {
      type: 'object',
      description: 'Exponent of each relativity: overall, and for the covers body and thirdParty.',
      additionalProperties: false,
      required: ['overall', 'body', 'thirdParty'],
      properties: { overall: dimensionWeights, body: dimensionWeights, thirdParty: dimensionWeights },
    },
    priors: {
      type: 'object',
      description: 'Gamma prior of each event class; a category without its own priors uses those of cobot.',
      additionalProperties: false,
      required: ['cobot', 'humanoid'],
      properties: { cobot: groupPriors, humanoid: groupPriors },
    },
    stageRates,
    coverClassWeights,
    environmentEscalation: {
      type: 'boolean',
      description: 'One grade worse where three dimensions and more share the worst grade (rule R-2); off when left out.',
    },
    halfLifeH: { ...hours, description: 'Events and hours lose half their weight in so many operating hours.' },
    credibilityH: { ...hours, description: 'Use and health relativities are raised to H / (H + credibilityH).' },
    use,
    health,
    anomaly,
    context,
    gap,
    contributionCaps: {
      type: 'object',
      description: 'Bounds of each weighted relativity, so that no dimension alone decides.',
      additionalProperties: false,
      required: dimensions,
      properties: { environment: range, use: range, safety: range, health: range, anomaly: range, context: range },
    },
  },
} as const;

export type ReferenceModel = FromSchema<typeof referenceModelSchema>;
export type ClassPriors = ReferenceModel['priors']['cobot']['commercial'];
export type ClassPrior = ClassPriors['protectiveStop'];
type CategoryRates = NonNullable<NonNullable<ReferenceModel['stageRates']>['cobot']>;
export type ClassRates = NonNullable<NonNullable<CategoryRates['scenes']>['factory']>;
export type ClassWeights = NonNullable<ReferenceModel['coverClassWeights']>['body'];
export type DimensionWeights = ReferenceModel['weights']['overall'];

import type { TaughtEventHeads } from '../assess/event-forecast.ts';
import { effortNames } from '../assess/event-outlook.ts';
import type { OptionsSchema } from '../contract/schema.ts';
import { productPath } from './product-files.ts';
import { readDocument } from './read-document.ts';

const text = { type: 'string' } as const;
const listOf = (items: object) => ({ type: 'array', minItems: 1, items }) as const;
const numbers = listOf({ type: 'number' });
const horizonS = { type: 'integer', minimum: 0 } as const;

const headSchema = {
  type: 'object',
  required: ['horizonS', 'featureIndexes', 'centreScores', 'spreadScores', 'weights', 'slopeRatio', 'offset'],
  properties: {
    ...{ horizonS, centreScores: numbers, spreadScores: numbers, weights: numbers },
    featureIndexes: listOf({ type: 'integer', minimum: 0 }),
    ...{ slopeRatio: { type: 'number' }, offset: { type: 'number' } },
  },
} as const;

const eventHeadsSchema: OptionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['robot', 'jointCount', 'effortSignal', 'blockAurocs', 'heads'],
  properties: {
    ...{ command: text, robot: text, licence: text, recordingSha256: text },
    jointCount: { type: 'integer', minimum: 1 },
    effortSignal: { enum: effortNames },
    blockAurocs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['horizonS', 'aurocRatio'],
        properties: { horizonS, aurocRatio: { type: 'number', minimum: 0, maximum: 1 } },
      },
    },
    heads: { type: 'array', minItems: 1, items: headSchema },
  },
};

/** The heads that ship, or those of a file of the same form; throws ConfigError when they cannot be read. */
export async function readEventHeads(path = productPath('models', 'anomaly', 'event-heads.json')): Promise<TaughtEventHeads> {
  return (await readDocument<TaughtEventHeads>(path, eventHeadsSchema)).value;
}

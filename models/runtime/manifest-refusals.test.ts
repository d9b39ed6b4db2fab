import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import { checkManifest, digestOf, expectedInterface, type ModelFiles } from './model-manifest.ts';

const read = (name: string): Buffer => readFileSync(new URL(`../anomaly/${name}`, import.meta.url));
const committed: ModelFiles = { manifest: read('manifest.json'), model: read('model.json'), weights: read('weights.bin') };
const stated: Readonly<Record<string, unknown>> = JSON.parse(committed.manifest.toString('utf8'));

/** What is wrong with the committed model once its manifest says this. */
function problemsOf(change: Readonly<Record<string, unknown>>, files: Partial<ModelFiles> = {}): readonly Problem[] {
  const manifest = Buffer.from(JSON.stringify({ ...stated, ...change }));
  try {
    checkManifest({ ...committed, manifest, ...files });
    return [];
  } catch (error) {
    if (error instanceof ConfigError && error.code === 'models/manifest-mismatch') return error.problems;
    throw error;
  }
}

const placesOf = (problems: readonly Problem[]): string[] => problems.map(({ place }) => place);
const wrong: readonly unknown[] = [undefined, null, 0, -1, 'another', [], {}, [{}], true];
const useAnother = 'use the model that belongs to this version, or run npm run train';

describe('a statement of what the network computes', () => {
  it.each(Object.keys(expectedInterface()))('%s is refused when it is missing or anything else', (key) => {
    expect(problemsOf({})).toEqual([]);
    for (const value of wrong) {
      const problems = problemsOf({ [key]: value });
      expect(problems.length, JSON.stringify(value)).toBeGreaterThan(0);
      for (const { place, remedy } of problems) expect([place.startsWith(`manifest.json ${key}`), remedy]).toEqual([true, useAnother]);
    }
  });

  it('that is missing is told as stating nothing', () => {
    expect(problemsOf({ logVarianceMin: undefined })[0]?.value).toBe('stated nothing, this version computes -6');
    expect(problemsOf({ logVarianceMax: 4 })[0]?.value).toBe('stated 4, this version computes 3');
  });

  it.each(['motion', 'effort'] as const)('of %s channels is refused at each channel that differs, and only there', (kind) => {
    const channels = expectedInterface()[kind];
    channels.forEach((channel, index) => {
      for (const field of ['name', 'unit', 'normalisation'] as const) {
        const changed = channels.map((each, k) => (k === index ? { ...each, [field]: `${channel[field]} ` } : each));
        expect(placesOf(problemsOf({ [kind]: changed }))).toEqual([`manifest.json ${kind}[${index}]`]);
      }
    });
  });

  it.each(['motion', 'effort'] as const)('of %s channels is refused whole when the list is longer, shorter or in another order', (kind) => {
    const channels = expectedInterface()[kind];
    expect(placesOf(problemsOf({ [kind]: [...channels, channels[0]] }))).toEqual([`manifest.json ${kind}`]);
    expect(placesOf(problemsOf({ [kind]: channels.slice(0, -1) }))).toEqual([`manifest.json ${kind}`]);
    expect(problemsOf({ [kind]: channels.toReversed() }).length).toBeGreaterThanOrEqual(channels.length - 1);
  });

  it('may stand beside more than this version knows', () => {
    expect(problemsOf({ note: 'made on a Tuesday' })).toEqual([]);
    const motion = expectedInterface().motion.map((channel) => ({ ...channel, about: 'more' }));
    expect(problemsOf({ motion }).length).toBe(motion.length);
  });
});

describe('the hashes of the files', () => {
  const files = stated.files as Record<string, object>;

  it.each(['model.json', 'weights.bin'])('of %s are refused when they are not stated, in whatever way', (file) => {
    for (const value of [undefined, null, {}, { sha256: '' }, { sha256: 7 }, 'abc']) {
      expect(placesOf(problemsOf({ files: { ...files, [file]: value } }))).toEqual([file]);
    }
  });

  it('are refused together when there is no list of files', () => {
    for (const value of [undefined, null, 3, 'x', []])
      expect(placesOf(problemsOf({ files: value }))).toEqual(['model.json', 'weights.bin']);
  });

  it('change with any one bit of any file', () => {
    fc.assert(
      fc.property(fc.nat(committed.weights.length - 1), fc.nat(7), (at, bit) => {
        const weights = Buffer.from(committed.weights);
        weights[at] = (weights[at] ?? 0) ^ (1 << bit);
        const [problem, ...others] = problemsOf({}, { weights });
        expect(others).toEqual([]);
        expect(problem).toMatchObject({ place: 'weights.bin', remedy: 'restore the file of the release' });
        expect(problem?.value).toContain(`found ${digestOf(weights).sha256}`);
      }),
      { numRuns: 30 },
    );
  });

  it('are of bytes, not of what they mean: a space more in the JSON is another file', () => {
    const model = Buffer.concat([committed.model, Buffer.from(' ')]);
    expect(placesOf(problemsOf({}, { model }))).toEqual(['model.json']);
  });
});

describe('the goldens', () => {
  const goldens = stated.goldens as { toleranceAbs: number; inputs: number[][]; outputs: number[][] };

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 3],
    ['no inputs', { ...goldens, inputs: undefined }],
    ['no outputs', { ...goldens, outputs: undefined }],
    ['inputs that are no list', { ...goldens, inputs: {} }],
    ['no rows', { ...goldens, inputs: [], outputs: [] }],
    ['a row without its output', { ...goldens, outputs: goldens.outputs.slice(1) }],
    ['an output without its row', { ...goldens, inputs: goldens.inputs.slice(1) }],
    ['no tolerance', { ...goldens, toleranceAbs: undefined }],
    ['a tolerance that is no number', { ...goldens, toleranceAbs: '1e-5' }],
    ['a tolerance that JSON cannot hold', { ...goldens, toleranceAbs: Number.NaN }],
  ])('are refused when they are %s', (_, value) => {
    expect(problemsOf({ goldens: value })).toEqual([
      { place: 'manifest.json goldens', value: 'absent or incomplete', remedy: 'run npm run train' },
    ]);
  });
});

describe('bytes that are no manifest', () => {
  it('are refused as a whole, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          checkManifest({ ...committed, manifest: Buffer.from(bytes) });
          expect.unreachable('it was accepted');
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect(error).toMatchObject({ code: 'models/manifest-mismatch' });
        }
      }),
    );
  });

  it('of an empty object are told with everything that is missing', () => {
    const places = placesOf(problemsOf({}, { manifest: Buffer.from('{}') }));
    expect(places).toHaveLength(Object.keys(expectedInterface()).length + 3);
    expect(places.slice(-3)).toEqual(['model.json', 'weights.bin', 'manifest.json goldens']);
  });
});

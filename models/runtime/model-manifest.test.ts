import { describe, expect, it } from 'vitest';
import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import { checkManifest, digestOf, expectedInterface, type ModelFiles } from './model-manifest.ts';

const model = Buffer.from('{"topology":1}');
const weights = Buffer.from([1, 2, 3, 4]);

function statements(changes: object = {}): object {
  return {
    ...expectedInterface(),
    modelVersion: 'test',
    files: { 'model.json': digestOf(model), 'weights.bin': digestOf(weights) },
    training: {},
    goldens: { toleranceAbs: 1e-5, inputs: [[0]], outputs: [[0]] },
    ...changes,
  };
}

function filesWith(changes: object = {}): ModelFiles {
  return { manifest: Buffer.from(JSON.stringify(statements(changes))), model, weights };
}

function problemsOf(files: ModelFiles): readonly Problem[] {
  try {
    checkManifest(files);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('a manifest', () => {
  it('that agrees with code and files is returned', () => {
    expect(checkManifest(filesWith()).modelVersion).toBe('test');
  });

  it('may list the keys of a channel in any order', () => {
    const motion = expectedInterface().motion.map(({ name, unit, normalisation }) => ({ normalisation, unit, name }));
    expect(problemsOf(filesWith({ motion }))).toEqual([]);
  });

  it.each(['model.json', 'weights.bin'] as const)('that states another hash of %s is refused with both hashes', (file) => {
    const other = digestOf(Buffer.from('other'));
    const files = { 'model.json': digestOf(model), 'weights.bin': digestOf(weights), [file]: other };
    const [problem, ...rest] = problemsOf(filesWith({ files }));
    expect(rest).toEqual([]);
    expect(problem?.place).toBe(file);
    expect(problem?.value).toContain(other.sha256);
    expect(problem?.value).toContain(digestOf(file === 'model.json' ? model : weights).sha256);
  });

  it('that belongs to another version of the code is refused', () => {
    expect(problemsOf(filesWith({ schemaVersion: 2 }))[0]?.value).toContain('stated 2, this version computes 1');
  });

  it('with a channel in another unit is refused at that channel', () => {
    const motion = expectedInterface().motion.map((channel, index) => (index === 3 ? { ...channel, unit: 'deg/s' } : channel));
    const [problem, ...rest] = problemsOf(filesWith({ motion }));
    expect(rest).toEqual([]);
    expect(problem?.place).toBe('manifest.json motion[3]');
  });

  it('with one channel fewer is refused', () => {
    expect(problemsOf(filesWith({ effort: expectedInterface().effort.slice(1) }))).toHaveLength(1);
  });

  it.each([
    ['no goldens', undefined],
    ['goldens without outputs', { toleranceAbs: 1e-5, inputs: [[0]] }],
    ['empty goldens', { toleranceAbs: 1e-5, inputs: [], outputs: [] }],
    ['goldens without tolerance', { inputs: [[0]], outputs: [[0]] }],
  ])('with %s is refused', (_, goldens) => {
    expect(problemsOf(filesWith({ goldens }))[0]?.place).toBe('manifest.json goldens');
  });

  it('tells every problem at once', () => {
    const problems = problemsOf(filesWith({ schemaVersion: 9, files: {}, goldens: undefined }));
    expect(problems.map(({ place }) => place)).toEqual([
      'manifest.json schemaVersion',
      'model.json',
      'weights.bin',
      'manifest.json goldens',
    ]);
  });

  it.each(['', 'no json', '[]', 'null', '3'])('that reads %j is refused as a whole', (text) => {
    expect(problemsOf({ manifest: Buffer.from(text), model, weights })[0]?.value).toBe('not a JSON object');
  });
});

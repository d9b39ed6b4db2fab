import { describe, expect, it } from 'vitest';
import { LineCounter, parseDocument } from 'yaml';
import { locatePath } from './locate-path.ts';

const text = `# a comment first
robot:
  profile: ur3e

sources:
  - id: arm
    options: { seed: 1,
               speedRatio: 2 }
  - id: leg
limits: &limits
  low: 1
copy: *limits
`;

function lineOf(...path: string[]): number {
  const lines = new LineCounter();
  return locatePath(parseDocument(text, { lineCounter: lines }), lines, path);
}

describe('the line of a value', () => {
  it.each([
    [['robot'], 3],
    [['robot', 'profile'], 3],
    [['sources', '0', 'id'], 6],
    [['sources', '1', 'id'], 9],
    [['sources', '1'], 9],
    [['limits', 'low'], 11],
    [['copy'], 12],
  ])('%j is %i', (path, line) => {
    expect(lineOf(...path)).toBe(line);
  });

  it('is found inside flow style that runs over lines', () => {
    expect([lineOf('sources', '0', 'options', 'seed'), lineOf('sources', '0', 'options', 'speedRatio')]).toEqual([7, 8]);
  });

  it('of what is missing is the line of its nearest ancestor', () => {
    expect(lineOf('robot', 'serialNumber')).toBe(3);
    expect(lineOf('sources', '1', 'options', 'seed')).toBe(9);
    expect(lineOf('sources', '7', 'id')).toBe(6);
  });

  it('of the document itself, or of nothing in it, is the first', () => {
    expect(lineOf()).toBe(1);
    expect(lineOf('nothing', 'here')).toBe(1);
  });
});

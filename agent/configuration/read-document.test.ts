import { describe, expect, it } from 'vitest';
import { ConfigError } from '../contract/errors.ts';
import { checkDocument, readDocument } from './read-document.ts';
import { editDistance } from './schema-problem.ts';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'joints'],
  properties: {
    name: { type: 'string' },
    kind: { enum: ['fixed', 'legged'] },
    limitC: { type: 'number', maximum: 150 },
    joints: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { id: { type: 'string', pattern: '^j' }, gain: { type: 'number', default: 1 } },
      },
    },
  },
} as const;

function problemsOf(text: string) {
  try {
    checkDocument('robot.yaml', text, schema);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}

describe('read document', () => {
  it('gives the value with defaults filled in', () => {
    const { value } = checkDocument<{ joints: { gain: number }[] }>('robot.yaml', 'name: r\njoints:\n  - id: j1\n', schema);
    expect(value.joints).toEqual([{ id: 'j1', gain: 1 }]);
  });

  it('says all problems at once, each with line, value and remedy', () => {
    const problems = problemsOf('name: 7\nkind: legles\nlimitC: 400\njoints:\n  - id: j1\n  - id: k2\n    gian: 3\n');
    expect(problems.map(({ place }) => place)).toEqual([
      'robot.yaml:1 name',
      'robot.yaml:2 kind',
      'robot.yaml:3 limitC',
      'robot.yaml:7 joints.1.gian',
      'robot.yaml:6 joints.1.id',
    ]);
    const texts = problems.map(({ value, remedy }) => `${value} — ${remedy}`);
    expect(texts[0]).toBe('7 — write a string, in quotes: "7"');
    expect(texts[1]).toBe('"legles" — write one of fixed, legged');
    expect(texts[2]).toContain('must be <= 150');
    expect(texts[3]).toBe('unknown key "gian" — did you mean "gain"?');
    expect(texts[4]).toBe('"k2" — it must match ^j');
  });

  it('names a missing key where its object stands', () => {
    expect(problemsOf('name: r\n')).toEqual([{ place: 'robot.yaml:1', value: '"joints" is missing', remedy: 'add "joints:"' }]);
  });

  it('lists the known keys when none is near', () => {
    expect(problemsOf('name: r\njoints: []\nzzzzzzzz: 1\n')[0]?.remedy).toBe('take it out, or write one of name, kind, limitC, joints');
  });

  it('says where the YAML itself is broken', () => {
    const [problem] = problemsOf('name: r\njoints: [\n');
    expect(problem?.place).toMatch(/^robot\.yaml:[23]$/);
  });

  it('checks every document for itself: neither problems nor defaults of one are seen in the next', () => {
    const properties = { parts: { type: 'array', default: ['base'] }, size: { type: 'number' } } as const;
    const listed = { type: 'object', additionalProperties: false, properties } as const;
    const read = (text: string) => checkDocument<{ parts: string[] }>('robot.yaml', text, listed).value;
    read('{}').parts.push('arm');
    expect(() => read('size: big\n')).toThrow('robot.yaml:1 size');
    expect(read('size: 1\n').parts).toEqual(['base']);
    expect(() => read('size: bigger\n')).toThrow('bigger');
  });

  it('takes a key that is written twice for a mistake', () => {
    expect(problemsOf('name: r\nname: s\njoints: []\n')[0]?.value).toContain('unique');
  });

  it('hashes what is written, not how: comments and order do not matter', () => {
    const a = checkDocument('a', '# one\nname: r\njoints: []\n', schema);
    const b = checkDocument('b', 'joints: []\nname: r\n', schema);
    const c = checkDocument('c', 'joints: []\nname: s\n', schema);
    expect(a.sha256).toBe(b.sha256);
    expect(a.sha256).not.toBe(c.sha256);
  });

  it('names a file that is not there', async () => {
    await expect(readDocument('/nowhere/robot.yaml', schema)).rejects.toThrow('/nowhere/robot.yaml: ENOENT');
  });
});

describe('edit distance', () => {
  it.each([
    ['gain', 'gain', 0],
    ['gian', 'gain', 2],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('%s to %s is %i', (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
  });
});

import { parse } from '@foxglove/rosmsg';
import { describe, expect, it } from 'vitest';
import { type MessageDefinitions, trustedDefinitions } from './trusted-definitions.ts';

type Field = MessageDefinitions[number]['definitions'][number];
const field = (change: Partial<Field> = {}): Field => ({ name: 'x', type: 'int32', isArray: false, isComplex: false, ...change });
const isTrusted = (definitions: MessageDefinitions): boolean => trustedDefinitions(definitions) === definitions;
const nested = (type: string, change: Partial<Field> = {}): Field => field({ type, isComplex: true, ...change });

/** Types of so many levels, each of ten fields of the next and the last of these. */
const tower = (levelCount: number, last: readonly Field[]): MessageDefinitions =>
  Array.from({ length: levelCount }, (_, level) => {
    const next = Array.from({ length: 10 }, (__, index) => nested(`a/L${level + 1}`, { name: `f${index}` }));
    return { name: `a/L${level}`, definitions: level === levelCount - 1 ? [...last] : next };
  });

describe('definitions that are trusted', () => {
  it.each([
    ['a type of fields', [{ definitions: [field(), field({ name: 'y_2', type: 'string' })] }]],
    ['a named root', [{ name: 'a/B', definitions: [field()] }]],
    ['a type within a type', [{ definitions: [nested('a/B')] }, { name: 'a/B', definitions: [field()] }]],
    ['an empty type that stands once', [{ definitions: [nested('a/B')] }, { name: 'a/B', definitions: [] }]],
    ['constants of any value', [{ definitions: [field({ isConstant: true, name: 'OK', value: 0 }), field()] }]],
    ['a type of a thousand fields', tower(4, [field()])],
    ['as many levels as may be', tower(17, [field()]).map((each) => ({ ...each, definitions: each.definitions.slice(0, 1) }))],
    ['an array of lists', [{ definitions: [nested('a/B', { isArray: true })] }, { name: 'a/B', definitions: [field({ isArray: true })] }]],
  ])('are %s', (_, definitions) => {
    expect(isTrusted(definitions)).toBe(true);
  });

  it('are what the parser makes of a message of the field', () => {
    expect(isTrusted(parse('float64[9] covariance\nstring<=10 name\nuint8 OK=0\nuint8 level', { ros2: true }))).toBe(true);
  });
});

describe('definitions that are not trusted', () => {
  it.each([
    ['nothing', []],
    ['two roots', [{ definitions: [field()] }, { definitions: [field()] }]],
    ['code in the name of a type', [{ definitions: [field()] }, { name: 'a/b=0;run();Record.c', definitions: [field()] }]],
    ['code in the name of a field', [{ definitions: [field({ name: 'x;run()' })] }]],
    ['code in the type of a field', [{ definitions: [field({ type: 'int32();run' })] }]],
    ['a field that is the prototype', [{ definitions: [field({ name: '__proto__' })] }]],
    ['a type without a package', [{ definitions: [field()] }, { name: 'prototype', definitions: [field()] }]],
    ['an array of a negative length', [{ definitions: [field({ isArray: true, arrayLength: -1 })] }]],
    ['an array longer than any', [{ definitions: [field({ isArray: true, arrayLength: 1e9 })] }]],
    ['an array of half an entry', [{ definitions: [field({ isArray: true, arrayLength: 0.5 })] }]],
    ['a type that is not there', [{ definitions: [nested('a/B')] }]],
    [
      'a type ten times within itself',
      [{ name: 'a/B', definitions: tower(2, [])[0]?.definitions.map((each) => ({ ...each, type: 'a/B' })) ?? [] }],
    ],
    ['more fields than there is time to read', tower(16, [field()])],
    ['more empty types than there is time to read', tower(16, [])],
    ['more levels than any message has', tower(18, [field()]).map((each) => ({ ...each, definitions: each.definitions.slice(0, 1) }))],
    ['a type within itself', [{ definitions: [nested('a/B')] }, { name: 'a/B', definitions: [nested('a/B')] }]],
    ['an array of a type without bytes', [{ definitions: [nested('a/B', { isArray: true })] }, { name: 'a/B', definitions: [] }]],
    [
      'the same in a type that the root does not use',
      [{ definitions: [field()] }, { name: 'a/C', definitions: [nested('a/B', { isArray: true })] }, { name: 'a/B', definitions: [] }],
    ],
  ])('are %s', (_, definitions) => {
    expect(trustedDefinitions(definitions)).toBeUndefined();
  });
});

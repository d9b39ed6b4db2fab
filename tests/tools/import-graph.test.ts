import { describe, expect, it } from 'vitest';
import { cyclesIn, importsOf } from './import-graph.ts';
import { SourceFile } from './source-tree.ts';

const read = (text: string) =>
  importsOf(new SourceFile('agent/record/ledger.ts', text)).map(
    ({ kind, target, typeOnly }) => `${typeOnly ? 'type ' : ''}${kind} ${target}`,
  );

describe('importsOf', () => {
  it('reads every form an import has', () => {
    const text = `
      import fs, { type Stats } from 'node:fs';
      import type { A } from '../contract/a.ts';
      import { type B, type C } from './b.ts';
      import { type D, e } from './e.ts';
      import * as yaml from 'yaml';
      import './side-effect.ts';
      import json from './x.json' with { type: 'json' };
      export { f } from '../evidence/f.ts';
      export * from "./g.ts";
      export type { H } from './h.ts';
      const lazy = await import('@mcap/core/deep/file');
      type T = typeof import('./i.ts');
      let u: import('./j.ts').U;
      const old = require('better-sqlite3');
    `;
    expect(read(text)).toEqual([
      'builtin node:fs',
      'type file agent/contract/a.ts',
      'type file agent/record/b.ts',
      'file agent/record/e.ts',
      'package yaml',
      'file agent/record/side-effect.ts',
      'file agent/record/x.json',
      'file agent/evidence/f.ts',
      'file agent/record/g.ts',
      'type file agent/record/h.ts',
      'package @mcap/core',
      'type file agent/record/i.ts',
      'type file agent/record/j.ts',
      'package better-sqlite3',
    ]);
  });

  it('reads a computed path as computed', () => {
    // A template with an expression, as written in a source file.
    const text = ['const m = await import(`../../drivers/', '{name}/index.ts`);'].join('$');
    expect(read(text)).toEqual(['computed a computed path']);
    expect(read('await import(path)')).toEqual(['computed a computed path']);
  });

  it('reads nothing from comments, strings and declarations', () => {
    const text = `
      // import a from './a.ts';
      /* export * from './b.ts'; */
      const text = "import c from './c.ts'";
      export const from = 'd';
      export function importer() { return import.meta.url; }
      loader.import('x'); store.require('y');
    `;
    expect(read(text)).toEqual([]);
  });

  it('says the line', () => {
    expect(importsOf(new SourceFile('a.ts', "\n\nimport b from './b.ts';\n"))[0]?.line).toBe(3);
  });
});

describe('cyclesIn', () => {
  const edges = (text: string) => {
    const map = new Map<string, Set<string>>();
    for (const [from, to] of text.split(' ').map((pair) => pair.split('>'))) {
      map.set(from ?? '', (map.get(from ?? '') ?? new Set()).add(to ?? ''));
    }
    return map;
  };

  it('finds none in a tree or a diamond', () => {
    expect(cyclesIn(edges('a>b a>c b>d c>d'))).toEqual([]);
  });

  it('names every member of a loop once, and nobody outside it', () => {
    expect(cyclesIn(edges('x>a a>b b>c c>a c>y p>q q>p'))).toEqual([
      ['a', 'b', 'c'],
      ['p', 'q'],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { cyclesIn, type Import } from './import-graph.ts';
import { fileEdges, folderEdges, forbiddenImports, type Layering, partOf } from './layering.ts';

const layering: Layering = {
  parts: [
    { path: 'core', parts: [], packages: [], builtins: [] },
    { path: 'plugins/*', parts: ['core', 'plugins/shared'], packages: ['unclaimed'], builtins: ['any'] },
    { path: 'plugins/shared', parts: ['core'], packages: [], builtins: [] },
    { path: 'store', parts: ['core'], packages: ['sqlite', '@math/*'], builtins: ['node:fs'] },
    { path: 'clock', parts: ['core'], packages: [], builtins: ['any', 'node:timers/promises'] },
    { path: 'app/main.ts', parts: ['core', 'store', 'plugins/*'], packages: [], builtins: [] },
    { path: 'trials', parts: ['anything'], packages: ['anything'], builtins: ['any'] },
  ],
  typePackages: ['shapes'],
  oneFilePackages: ['radio'],
  computedImports: ['store/load.ts'],
};

const file = (from: string, target: string, typeOnly = false): Import => ({
  from,
  target,
  typeOnly,
  line: 1,
  specifier: target,
  kind: 'file',
});
const pack = (from: string, target: string, typeOnly = false): Import => ({ ...file(from, target, typeOnly), kind: 'package' });
const builtin = (from: string, target: string): Import => ({ ...file(from, target), kind: 'builtin' });
const isAllowed = (one: Import) => forbiddenImports([one], layering).length === 0;

describe('partOf', () => {
  it('takes the longest row and fills in the star', () => {
    expect(partOf('plugins/a/deep/x.ts', layering.parts)?.path).toBe('plugins/a');
    expect(partOf('plugins/shared/x.ts', layering.parts)?.path).toBe('plugins/shared');
    expect(partOf('plugins/shared/x.ts', layering.parts)?.packages).toEqual([]);
    expect(partOf('elsewhere/x.ts', layering.parts)).toBeUndefined();
  });
});

describe('forbiddenImports', () => {
  it('lets a part import itself and what its row names', () => {
    expect(isAllowed(file('plugins/a/x.ts', 'plugins/a/deep/y.ts'))).toBe(true);
    expect(isAllowed(file('plugins/a/x.ts', 'plugins/shared/y.ts'))).toBe(true);
    expect(isAllowed(file('app/main.ts', 'plugins/b/index.ts'))).toBe(true);
    expect(isAllowed(file('trials/x.ts', 'store/y.ts'))).toBe(true);
  });

  it('refuses a neighbour, a layer above and an unknown place, types included', () => {
    expect(isAllowed(file('plugins/a/x.ts', 'plugins/b/y.ts'))).toBe(false);
    expect(isAllowed(file('core/x.ts', 'store/y.ts', true))).toBe(false);
    expect(isAllowed(file('store/x.ts', 'trials/y.ts'))).toBe(false);
    expect(isAllowed(file('elsewhere/x.ts', 'core/y.ts'))).toBe(false);
  });

  it('keeps a claimed package where it is claimed', () => {
    expect(isAllowed(pack('store/x.ts', 'sqlite'))).toBe(true);
    expect(isAllowed(pack('store/x.ts', '@math/deep'))).toBe(true);
    expect(isAllowed(pack('plugins/a/x.ts', 'sqlite'))).toBe(false);
    expect(isAllowed(pack('plugins/a/x.ts', '@math/deep'))).toBe(false);
    expect(isAllowed(pack('plugins/a/x.ts', 'radio'))).toBe(true);
    expect(isAllowed(pack('core/x.ts', 'radio', true))).toBe(false);
    expect(isAllowed(pack('core/x.ts', 'shapes', true))).toBe(true);
    expect(isAllowed(pack('core/x.ts', 'shapes'))).toBe(false);
  });

  it('keeps time where it is named', () => {
    expect(isAllowed(builtin('plugins/a/x.ts', 'node:net'))).toBe(true);
    expect(isAllowed(builtin('plugins/a/x.ts', 'node:timers/promises'))).toBe(false);
    expect(isAllowed(builtin('clock/x.ts', 'node:timers/promises'))).toBe(true);
    expect(isAllowed(builtin('core/x.ts', 'node:fs'))).toBe(false);
  });

  it('keeps a wrapped package in one file and computed paths in the loader', () => {
    expect(forbiddenImports([pack('plugins/a/x.ts', 'radio'), pack('plugins/a/y.ts', 'radio')], layering)).toEqual([
      'radio is imported by plugins/a/x.ts and plugins/a/y.ts: wrap it in one file',
    ]);
    const computed = (from: string): Import => ({ ...file(from, 'a computed path'), specifier: undefined, kind: 'computed' });
    expect(isAllowed(computed('store/load.ts'))).toBe(true);
    expect(isAllowed(computed('store/other.ts'))).toBe(false);
  });

  it('says the place, the target and what is allowed', () => {
    expect(forbiddenImports([file('store/x.ts', 'plugins/a/y.ts')], layering)).toEqual([
      'store/x.ts:1 imports plugins/a/y.ts: store may import itself, core',
    ]);
  });
});

describe('cycles', () => {
  const inner = (typeOnly: boolean) => [
    file('plugins/a/x.ts', 'plugins/a/deep/y.ts'),
    file('plugins/a/deep/y.ts', 'plugins/a/z.ts', typeOnly),
  ];

  it('finds a folder that imports its own importer', () => {
    expect(cyclesIn(folderEdges(inner(false), layering.parts))).toEqual([['plugins/a', 'plugins/a/deep']]);
    expect(cyclesIn(fileEdges([...inner(false), file('plugins/a/z.ts', 'plugins/a/x.ts')]))).toHaveLength(1);
  });

  it('lets a subfolder name the types of its folder, and no part those of its importer', () => {
    expect(cyclesIn(folderEdges(inner(true), layering.parts))).toEqual([]);
    const between = [file('store/x.ts', 'core/y.ts'), file('core/y.ts', 'store/z.ts', true)];
    expect(cyclesIn(folderEdges(between, layering.parts))).toEqual([['core', 'store']]);
  });

  it('treats a file with a row of its own as a place of its own', () => {
    const imports = [file('app/main.ts', 'app/verbs/x.ts'), file('app/verbs/x.ts', 'app/agent.ts')];
    expect(cyclesIn(folderEdges(imports, layering.parts))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { brokenBans } from './bans.ts';
import { SourceFile } from './source-tree.ts';

const broken = (text: string, path = 'agent/record/ledger.ts') =>
  brokenBans([new SourceFile(path, text)]).map((one) => one.replace(/^\S+ (.*?) \(.*$/, '$1'));

describe('brokenBans', () => {
  it.each([
    ['reading the clock', 'const a = Date.now();'],
    ['reading the clock', 'const a = new Date();'],
    ['reading the clock', 'const a = new Date;'],
    ['reading the clock', 'const a = performance.now();'],
    ['a timer', 'setTimeout(f, 1);'],
    ['a timer', 'const s = AbortSignal.timeout(1);'],
    ['the console', 'console.log(1);'],
    ['the process', 'const a = process.argv;'],
    ['chance', 'const a = Math.random();'],
    ['syntax that cannot be erased', 'enum Colour { red }'],
    ['syntax that cannot be erased', 'export namespace A { const b = 1; }'],
    ['the type that checks nothing', 'const a = b as any;'],
    ['the type that checks nothing', 'let a: Array<any>;'],
    ['a default export', 'export default function f() {}'],
    ['silencing a check', `// @ts-${'ignore'}`],
    ['silencing a check', `/* biome-${'ignore'} lint: x */`],
    ['unfinished work', `// ${'TO'}DO later`],
    ['history in a comment', `// This was ${'formerly'} read twice.`],
    ['a path of one machine', `const a = '/${'home'}/someone/x';`],
  ])('finds %s', (what, text) => {
    expect(broken(text)).toEqual([what]);
  });

  it.each([
    ['const a = new Date(wallMs).toISOString();'],
    ['const clock = { now: () => time };'],
    ["const a = 'process.argv'; // console.log and Date.now are banned"],
    ['const any = anything.any(1); const o = { any: 1 };'],
    ['const a = child.processes.length; const url = "https://example.org/work/x";'],
    ['let dateOf: Date;'],
  ])('leaves good code alone: %s', (text) => {
    expect(broken(text)).toEqual([]);
  });

  it('reads prose for machine paths only', () => {
    expect(broken(`A placeholder. See /${'root'}/x. Date.now()`, 'docs/a.md')).toEqual(['a path of one machine']);
    expect(broken(`# ${'TO'}DO: limits`, 'config/profiles/a.yaml')).toEqual(['unfinished work']);
  });

  it('allows what a place is for', () => {
    expect(broken('const a = Date.now(); console.log(process.argv);', 'agent/platform/clock.ts')).toEqual([]);
    expect(broken('export default driver;', 'drivers/replay/index.ts')).toEqual([]);
    expect(broken('const a = Date.now();', 'agent/record/ledger.test.ts')).toEqual([]);
  });

  it('refuses real waiting, lonely tests and left-out tests in tests', () => {
    const path = 'agent/record/ledger.test.ts';
    expect(broken('await new Promise((r) => setTimeout(r, 5));', path)).toEqual(['real waiting']);
    expect(broken(`it.${'only'}('x', f); describe.${'skip'}('y', g);`, path)).toEqual([
      'a test that is left out or runs alone',
      'a test that is left out or runs alone',
    ]);
    expect(broken('describe.skipIf(!present)("x", f);', path)).toEqual([]);
  });

  it('names the place and what to write instead', () => {
    expect(brokenBans([new SourceFile('agent/a.ts', '\nconst a = Date.now();')])[0]).toBe(
      'agent/a.ts:2 reading the clock (Date.now): write take a TimePoint or a Clock as an argument; ' +
        'agent/platform has the real one (`new Date(ms)` of a given number is fine)',
    );
  });
});

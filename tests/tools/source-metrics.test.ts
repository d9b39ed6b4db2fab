import { describe, expect, it } from 'vitest';
import { functionsOf, percentile } from './source-metrics.ts';
import { SourceFile } from './source-tree.ts';

const measure = (text: string) => functionsOf(new SourceFile('a.ts', text));
const names = (text: string) => measure(text).map((one) => one.name);
const parameters = (text: string) => measure(text).map((one) => one.parameterCount);
const nesting = (text: string) => measure(text).map((one) => one.nestingCount);

describe('functionsOf', () => {
  it('finds every kind of function that has a block', () => {
    const text = `
      function plain() { return 1; }
      export async function* many<T, U>(a: Map<string, number>): AsyncGenerator<T, U> { yield a; }
      const arrow = async (a: number): Promise<number[]> => { return [a]; };
      const bare = x => { return x; };
      class A extends B {
        constructor() { super(); }
        static async load(path: string): Promise<{ a: number }> { return read(path); }
        get size(): number { return 1; }
        #hidden(): this is A { return true; }
        handler = (event: Event): void => { this.run(event); };
      }
      const o = { method() { return 1; }, 'quoted'(a) { return a; }, f: function () { return 2; } };
      list.map((x) => { return x; });
    `;
    expect(names(text)).toEqual([
      'plain',
      'many',
      'arrow',
      'bare',
      'constructor',
      'load',
      'size',
      'hidden',
      'handler',
      'method',
      'quoted',
      'f',
      '(anonymous)',
    ]);
  });

  it('takes no call, condition, signature, object or type for a function', () => {
    const text = `
      interface A { run(a: number, b: number): void; load(): Promise<{ a: number }>; }
      declare function later(a: string): void;
      if (a(b)) { c(); } else if (d) { e(); }
      while (f(x)) { g(); }
      const o = a ? f(x) : { b: 1 };
      const p = call({ a: 1 });
      type F = (a: number) => { b: number };
      for (const x of y) { z(x); }
      switch (h(x)) { case f(1): break; }
    `;
    expect(names(text).filter((name) => name !== 'F')).toEqual([]);
  });

  it('counts parameters, not the commas inside their types and defaults', () => {
    expect(parameters('function f(a: Map<string, number>, { b, c }: { b: 1; c: 2 }, d = [1, 2],) { return a; }')).toEqual([3]);
    expect(parameters('function f() { return 1; }')).toEqual([0]);
    expect(parameters('const f = (a, b, c, d) => { return a; };')).toEqual([4]);
    expect(parameters('function f(this: Window, a: (b: number, c: number) => void) { return a; }')).toEqual([1]);
    expect(parameters('const f = a => { return a; };')).toEqual([1]);
  });

  it('counts nested control blocks, inner functions apart', () => {
    expect(nesting('function f() { if (a) { b(); } else if (c) { d(); } }')).toEqual([1]);
    expect(nesting('function f() { for (;;) { while (a) { try { b(); } catch { c(); } } } }')).toEqual([3]);
    expect(nesting('function f() { if (a) { list.map((x) => { if (x) { y(); } }); } }')).toEqual([1, 1]);
    expect(nesting('function f() { const o = { a: { b: { c: 1 } } }; return `${o}`; }')).toEqual([0]);
    expect(nesting('async function f() { for await (const x of y) { if (x) { z(); } } }')).toEqual([2]);
  });

  it('counts the lines that are not blank from the name to the closing brace', () => {
    const [one] = measure('\n\nfunction f() {\n\n  return 1;\n}\n');
    expect(one).toMatchObject({ line: 3, lineCount: 3, path: 'a.ts' });
  });
});

describe('percentile', () => {
  it('is the nearest rank', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(9);
    expect(percentile([7], 0.9)).toBe(7);
    expect(percentile([], 0.5)).toBe(0);
  });
});

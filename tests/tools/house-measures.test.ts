import { describe, expect, it } from 'vitest';
import { driversIn, measureSources } from './house-measures.ts';
import { SourceFile } from './source-tree.ts';

const lines = (count: number, line = 'export const a = 1;') => `${line}\n`.repeat(count);
const measured = (files: Record<string, string>, name: string) => {
  const sources = Object.entries(files)
    .filter(([path]) => path.endsWith('.ts'))
    .map(([path, text]) => new SourceFile(path, text));
  const found = measureSources(sources, Object.keys(files)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no measure ${name}`);
  return found;
};

describe('measureSources', () => {
  it('holds the longest file against its bar and names it', () => {
    expect(measured({ 'agent/a.ts': lines(250) }, 'file lines max')).toMatchObject({ value: 250, pass: true });
    expect(measured({ 'agent/a.ts': lines(251) }, 'file lines max')).toMatchObject({ value: 251, pass: false, worst: ['agent/a.ts 251'] });
    expect(measured({ 'agent/contract/a.ts': lines(81) }, 'contract file lines max').pass).toBe(false);
    expect(measured({ 'agent/contract/signal.ts': lines(300) }, 'file lines max').value).toBe(0);
  });

  it('counts lines of code, not of comments, for the test ratio', () => {
    const code = `${lines(10)}${lines(90, '// words')}`;
    expect(measured({ 'agent/a.ts': code, 'agent/a.test.ts': lines(12) }, 'test : code lines')).toMatchObject({ value: 1.2, pass: true });
    expect(measured({ 'agent/a.ts': code, 'agent/a.test.ts': lines(11) }, 'test : code lines').pass).toBe(false);
    expect(measured({ 'agent/a.ts': code, 'tests/tools/a.test.ts': lines(99) }, 'test : code lines').value).toBe(0);
  });

  it('finds long functions, wide parameter lists and deep nests', () => {
    const long = `function f(a, b, c, d) {\n${lines(70, 'g();')}if (a) { for (;;) { if (b) { while (c) { d(); } } } }\n}`;
    const files = { 'agent/a.ts': long };
    expect(measured(files, 'function lines max')).toMatchObject({ value: 73, pass: false });
    expect(measured(files, 'functions over 70 lines').pass).toBe(false);
    expect(measured(files, 'parameters max')).toMatchObject({ value: 4, pass: false });
    expect(measured(files, 'nesting max')).toMatchObject({ value: 4, pass: false, worst: ['agent/a.ts:1 f 4'] });
  });

  it('counts a real sleep in a test, and none in a string', () => {
    expect(measured({ 'agent/a.test.ts': "setTimeout(f, 5); const b = 'setTimeout';" }, 'real sleeps in tests').value).toBe(1);
  });

  it('wants fixtures and three properties of every driver', () => {
    const name = 'drivers without fixtures and 3 properties';
    const three = lines(3, 'fc.property(a, b);');
    const driver = { 'drivers/serial/index.ts': 'a;', 'drivers/serial/index.test.ts': three };
    expect(measured(driver, name)).toMatchObject({ value: 1, worst: ['drivers/serial'] });
    expect(measured({ ...driver, 'drivers/serial/fixtures/a.hex': '' }, name).value).toBe(0);
    expect(
      measured({ ...driver, 'drivers/serial/index.test.ts': lines(2, 'fc.property(a);'), 'drivers/serial/a.hex': '' }, name).value,
    ).toBe(1);
  });
});

describe('driversIn', () => {
  it('leaves out the libraries of decoders', () => {
    expect(driversIn(['drivers/replay/index.ts', 'drivers/replay/a.csv', 'drivers/ros-messages/a.ts', 'agent/a.ts'])).toEqual([
      'drivers/replay',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { exportedNames, misnamedExports, saysItsUnit, unitlessNames, vagueNames, wordsOf } from './names.ts';
import { SourceFile } from './source-tree.ts';

const file = (text: string, path = 'agent/record/ledger.ts') => new SourceFile(path, text);
const unitless = (text: string) => unitlessNames(file(text)).map((one) => one.split(' ')[1]?.replace(':', ''));

describe('wordsOf', () => {
  it('splits camelCase, SNAKE and kebab alike', () => {
    expect(wordsOf('velocityRadPerS2')).toEqual(['velocity', 'rad', 'per', 's2']);
    expect(wordsOf('NS_PER_MS')).toEqual(['ns', 'per', 'ms']);
    expect(wordsOf('black-box')).toEqual(['black', 'box']);
  });
});

describe('saysItsUnit', () => {
  it.each([
    'silenceMs',
    'torqueNm',
    'sizeBytesMax',
    'operatingMsByE',
    'ratePerH',
    'rateP05PerH',
    'lnM',
    'itemsMax',
    'reportSeq',
    'ambientMinC',
    'index',
  ])('accepts %s', (name) => expect(saysItsUnit(name)).toBe(true));
  it.each(['timeout', 'temperature', 'pace', 'maxDelay', 'retries', 'threshold', 'interval'])('refuses %s', (name) =>
    expect(saysItsUnit(name)).toBe(false),
  );
});

describe('unitlessNames', () => {
  it('reads properties, constants and schema keys', () => {
    expect(unitless('interface A { readonly timeout: number; pace?: number; heat: Knowable<number>; list: readonly number[] }')).toEqual([
      'timeout',
      'pace',
      'heat',
      'list',
    ]);
    expect(unitless('const RETRIES = 5;\nexport const SPAN_MS = 5;')).toEqual(['RETRIES']);
    expect(unitless("const s = { delay: { type: 'integer', minimum: 1 }, delayMs: { type: 'number' } } as const;")).toEqual(['delay']);
  });

  it('leaves parameters, locals and other types alone', () => {
    expect(unitless('function f(pace: number) { const heat: number = 1; let n = 5; return pace + heat + n; }')).toEqual([]);
    expect(unitless('interface A { name: string; count: Map<string, number>; f(x: number): number }')).toEqual([]);
  });
});

describe('vagueNames', () => {
  it('refuses names that hide a noun, in folders, files and declarations', () => {
    const found = (text: string, path?: string) => vagueNames(file(text, path)).map((one) => one.split(' ')[1]);
    expect(found('class QueueManager {}\ninterface IQueue {}\ntype RobotInfo = 1;')).toEqual(['QueueManager:', 'RobotInfo:', 'IQueue:']);
    expect(found('', 'agent/utils/a.ts')).toEqual(['utils:']);
    expect(found('', 'agent/record/ledger-helper.ts')).toEqual(['ledger-helper.ts:']);
    expect(found('interface Inertia {}\nclass DataView2 {}\nfunction inform() {}', 'agent/record/informed.ts')).toEqual([]);
  });
});

describe('exports', () => {
  it('lists declarations', () => {
    expect(exportedNames(file('export const a = 1;\nexport async function b() {}\nexport interface C {}\nconst d = 1;'))).toEqual([
      'a',
      'b',
      'C',
    ]);
  });

  it('wants a single export named like its file', () => {
    expect(misnamedExports(file('export class Ledger {}'))).toEqual([]);
    expect(misnamedExports(file('export function openLedger() {}'))).toEqual([]);
    expect(misnamedExports(file('export const roundTo = f;', 'agent/contract/rounding.ts'))).toEqual([]);
    expect(misnamedExports(file('export const priorsFor = f;', 'agent/assess/model-priors.ts'))).toEqual([]);
    expect(misnamedExports(file('export const priorsFor = f;', 'agent/assess/model-weights.ts'))).toHaveLength(1);
    expect(misnamedExports(file('export class Diary {}'))).toHaveLength(1);
    expect(misnamedExports(file('export class Diary {}\nexport class Page {}'))).toEqual([]);
    expect(misnamedExports(file('export const x = 1;', 'drivers/replay/index.ts'))).toEqual([]);
  });
});

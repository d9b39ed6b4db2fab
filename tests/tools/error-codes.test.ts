import { describe, expect, it } from 'vitest';
import { codeProblems, raisedCodes, stageOf } from './error-codes.ts';
import { SourceFile } from './source-tree.ts';

const raised = (text: string, path = 'agent/record/ledger.ts') => raisedCodes(new SourceFile(path, text));

describe('raisedCodes', () => {
  it('reads the first argument of an error class', () => {
    const text = "throw new ConfigError('record/disk-full', []);\nreturn new InvariantError(\n  'record/gap', `x`);";
    expect(raised(text).map(({ code, kind, line }) => [code, kind, line])).toEqual([
      ['record/disk-full', 'ConfigError', 1],
      ['record/gap', 'InvariantError', 3],
    ]);
  });

  it('reads flaws of drivers and ingest, and no other strings', () => {
    expect(raised("note('replay/late'); read('replay/A.csv', 'other/late');", 'drivers/replay/index.ts').map((one) => one.code)).toEqual([
      'replay/late',
    ]);
    expect(raised("note('record/late'); new Error('record/x'); new Map('record/y');")).toEqual([]);
  });
});

describe('codeProblems', () => {
  it('accepts one code raised twice for the same reason', () => {
    expect(codeProblems(raised("new RejectedError('record/late', a); new RejectedError('record/late', b);"))).toEqual([]);
  });

  it('lets a command use its verb as the prefix', () => {
    expect(codeProblems(raised("new ConfigError('explain/no-report', []);", 'agent/commands/find-reports.ts'))).toEqual([]);
    expect(codeProblems(raised("new ConfigError('noReport', []);", 'agent/commands/find-reports.ts'))).toHaveLength(1);
  });

  it('refuses a foreign prefix, another spelling and a second meaning', () => {
    const wrong = [
      ...raised("new RejectedError('report/late', a); new RejectedError('record/tooLate', a); new ConfigError('record/late', []);"),
      ...raised("new RejectedError('record/late', a);", 'agent/record/other.ts'),
    ];
    expect(codeProblems(wrong)).toEqual([
      'agent/record/ledger.ts:1 report/late: write it as record/what-happened in kebab-case',
      'agent/record/ledger.ts:1 record/tooLate: write it as record/what-happened in kebab-case',
      'agent/record/other.ts:1 record/late is a RejectedError, in agent/record/ledger.ts a ConfigError: one code has one meaning',
    ]);
  });
});

describe('stageOf', () => {
  it('is the folder that names the stage', () => {
    expect(['agent/main.ts', 'drivers/serial/a/b.ts', 'models/runtime/a.ts', 'receiver/store/a.ts'].map(stageOf)).toEqual([
      'agent',
      'serial',
      'models',
      'receiver',
    ]);
  });
});

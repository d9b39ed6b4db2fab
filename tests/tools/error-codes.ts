import type { SourceFile } from './source-tree.ts';
import { lineAt, type Token } from './tokens.ts';

export type ErrorKind = 'ConfigError' | 'TransientError' | 'RejectedError' | 'InvariantError' | 'flaw';

/** One place where a code is raised. */
export interface RaisedCode {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly path: string;
  readonly line: number;
}

/** What each class asks of whoever meets it (house rule 12). */
export const whatToDo: Readonly<Record<ErrorKind, string>> = {
  ConfigError: 'A person must change something: the message names every place and its remedy. Exit code 2, not restarted.',
  TransientError: 'The world may change by itself: the agent backs off and tries again.',
  RejectedError: 'This one item is dropped and counted; the rest goes on.',
  InvariantError: 'A defect of ours: the process stops and the service manager restarts it. Please report it.',
  flaw: 'Something in the input, counted by code; the first places are shown. Nothing stops.',
};

/** Every code a file raises: the first argument of an error class, and in drivers and ingest any string of the stage's own prefix. */
export function raisedCodes(file: SourceFile): RaisedCode[] {
  const { tokens } = file;
  const stage = stageOf(file.path);
  const mayNote = file.path.startsWith('drivers/') || file.path.startsWith('agent/ingest/');
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'string') return [];
    const kind = errorClassBefore(tokens, index) ?? (mayNote && isCodeOf(token.value, stage) ? 'flaw' : undefined);
    return kind === undefined ? [] : [{ code: token.value, kind, path: file.path, line: lineAt(file.text, token.start) }];
  });
}

/** Codes that break the form: kebab with the prefix of their own stage (of the verb, in a command), and one class per code. */
export function codeProblems(raised: readonly RaisedCode[]): string[] {
  const first = new Map<string, RaisedCode>();
  return raised.flatMap((one) => {
    const place = `${one.path}:${one.line} ${one.code}`;
    const stage = stageOf(one.path);
    const isVerbCode = stage === 'commands' && isCodeOf(one.code, one.code.split('/')[0] ?? '');
    if (!isVerbCode && !isCodeOf(one.code, stage)) return [`${place}: write it as ${stage}/what-happened in kebab-case`];
    const earlier = first.get(one.code) ?? one;
    first.set(one.code, earlier);
    return earlier.kind === one.kind ? [] : [`${place} is a ${one.kind}, in ${earlier.path} a ${earlier.kind}: one code has one meaning`];
  });
}

/** `agent/record/x.ts` → record, `drivers/replay/x.ts` → replay, `models/runtime/x.ts` → models, `agent/main.ts` → agent. */
export function stageOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  const hasStages = (top === 'agent' || top === 'drivers') && !second.endsWith('.ts');
  return hasStages ? second : top;
}

function isCodeOf(text: string, stage: string): boolean {
  return text.startsWith(`${stage}/`) && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text.slice(stage.length + 1));
}

function errorClassBefore(tokens: readonly Token[], index: number): ErrorKind | undefined {
  const [word, name, open] = tokens.slice(Math.max(0, index - 3), index).map((token) => token.text);
  if (word !== 'new' || open !== '(' || name === undefined || !isErrorKind(name)) return undefined;
  return name;
}

function isErrorKind(name: string): name is ErrorKind {
  return name.endsWith('Error') && name in whatToDo;
}

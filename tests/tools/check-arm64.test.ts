import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { scratchDirectory } from '../support/replayed.ts';
import { checkArm64 } from './check-arm64.ts';
import { arm64Node, missingNeeds } from './check-arm64-needs.ts';
import { type ComparedFile, compareOutputs } from './check-arm64-outputs.ts';

/** A folder with these files in it. */
function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = scratchDirectory('arm64');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
const differing = (files: readonly ComparedFile[]) => files.filter(({ differsAtByte }) => differsAtByte !== undefined);

describe('what running arm64 takes', () => {
  it('is named with its remedy where it is absent', () => {
    const empty = folderOf({});
    const missing = missingNeeds(empty, empty);
    expect(missing.map(({ what }) => what.replace(empty, ''))).toEqual([
      'qemu-aarch64-static',
      '/lib/ld-linux-aarch64.so.1',
      '/lib/libstdc++.so.6',
    ]);
    for (const { remedy } of missing) expect(remedy).toMatch(/^apt-get install qemu-user-static /);
  });

  it('is complete with the emulator anywhere on the path and both libraries', () => {
    const root = folderOf({ 'lib/ld-linux-aarch64.so.1': 'x', 'lib/libstdc++.so.6': 'x', 'bin/qemu-aarch64-static': 'x' });
    expect(missingNeeds(`/nowhere:${root}/bin:`, root)).toEqual([]);
  });

  it('ends the check with 2, skipped by name, before anything is fetched', async () => {
    const said: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const code = await checkArm64('/nowhere').finally(() => write.mockRestore());
    expect(code).toBe(2);
    expect(said.join('')).toMatch(
      /^skipped: Node for arm64 under emulation gives the same bytes: qemu-aarch64-static is not here: apt-get/,
    );
  });

  it('is fetched once: a Node that is there is started through the emulator with the libraries', async () => {
    const folder = folderOf({ 'node-24.0.0': 'x' });
    expect(await arm64Node('24.0.0', folder)).toEqual(['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu', `${folder}/node-24.0.0`]);
  });
});

describe('outputs of two processors', () => {
  it('are equal when every file is, in folders beneath too', () => {
    const files = { 'ledger.jsonl': '{"a":1}\n', 'reports/000000.jws': 'a.b.c' };
    const compared = compareOutputs(folderOf(files), folderOf(files));
    expect(compared.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
      ['ledger.jsonl', 8],
      ['reports/000000.jws', 5],
    ]);
    expect(differing(compared)).toEqual([]);
  });

  it('differ where the first byte does, whichever it is (property)', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
    const change = fc.record({ before: bytes, at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(change, ({ before, at, by }) => {
        const place = at % before.length;
        const after = before.map((byte, index) => (index === place ? (byte + by) % 256 : byte));
        expect(compareOutputs(folderOf({ one: before }), folderOf({ one: after }))[0]?.differsAtByte).toBe(place);
      }),
      { numRuns: 25 },
    );
  });

  it('differ when one goes on after the other ends, when one has no such file, and when both are empty', () => {
    const [longer, shorter] = [folderOf({ a: 'same+', b: 'here', c: '' }), folderOf({ a: 'same', c: '' })];
    for (const [left, right] of [
      [longer, shorter],
      [shorter, longer],
    ] as const)
      expect(differing(compareOutputs(left, right)).map(({ name, differsAtByte }) => [name, differsAtByte])).toEqual([
        ['a', 4],
        ['b', 0],
        ['c', 0],
      ]);
  });

  it('are told, not judged, where they are numbers before rounding: the last bit may differ', () => {
    const numbers = (...values: number[]) => ({ 'exp.f64': new Uint8Array(Float64Array.from(values).buffer) });
    const compared = compareOutputs(folderOf(numbers(1, 2, 0.1 + 0.2)), folderOf(numbers(1, 2, 0.3)));
    expect(compared).toMatchObject([{ name: 'exp.f64', sizeBytes: 24, numbers: { count: 3, differingCount: 1 } }]);
    expect(differing(compared)).toEqual([]);
  });
});

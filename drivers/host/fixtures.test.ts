import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnknown } from '../../agent/contract/unknown.ts';
import { type Files, HostTree, runHost } from '../../tests/support/host-fixture.ts';
import type { RecordingSink } from '../../tests/support/recording-sink.ts';

interface Fixture {
  readonly files: Readonly<Record<string, string>>;
  readonly expected: {
    readonly controller: Readonly<Record<string, number>>;
    readonly battery: Readonly<Record<string, number>>;
    readonly witness: object;
  };
}

const folder = new URL('./fixtures/', import.meta.url);
const fixtures = readdirSync(folder).map((name): [string, Fixture] => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]);
const [, board] = fixtures[0] ?? ['', { files: {}, expected: { controller: {}, battery: {}, witness: {} } }];
const sensorFiles = Object.keys(board.files).filter((path) => /_input$|\/temp$|capacity$|_now$|cycle_count$/.test(path));

/** Known cells of a component's newest frame, by `signal part`. */
function known(sink: RecordingSink, wanted: string): Record<string, number> | undefined {
  const newest = sink.frames.findLast(({ component }) => component === wanted);
  return newest && Object.fromEntries(Object.entries(newest.cells).flatMap(([name, value]) => (isUnknown(value) ? [] : [[name, value]])));
}

/** One round over a tree. */
async function roundOver(files: Files) {
  const { sink, stop } = await runHost(new HostTree(files));
  await stop();
  return { sink, controller: known(sink, 'controller'), battery: known(sink, 'battery') };
}

describe.each(fixtures)('the fixture %s', (_, { files, expected }) => {
  it('gives the expected samples', async () => {
    const { controller, battery, sink } = await roundOver(files);
    expect(controller).toEqual(expected.controller);
    expect(battery).toEqual(expected.battery);
    expect(sink.messages).toMatchObject([expected.witness]);
    expect(sink.flaws).toEqual([]);
  });
});

/** What a driver of the kernel may leave in a file. */
const noise = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom('', 'N/A\n', '-', '1e9\n', '9'.repeat(30), '0x2A\n', 'nan\n', '12 34\n'),
  fc.uint8Array({ maxLength: 600 }),
);

describe('any tree', () => {
  it('with noise in its files never throws, keeps what is plausible, and counts the rest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...sensorFiles), noise), async (spoilt) => {
        const { sink, controller = {}, battery = {} } = await roundOver({ ...board.files, ...spoilt });
        for (const value of Object.values({ ...controller, ...battery })) expect(Number.isFinite(value)).toBe(true);
        expect(sink.flaws.filter(({ code }) => !code.startsWith('host/'))).toEqual([]);
        expect(sink.flaws.length).toBeLessThanOrEqual(2 * sensorFiles.length);
      }),
      { numRuns: 40 },
    );
  });

  it('is read the same in whatever order its files were made', async () => {
    const usual = await roundOver(board.files);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(Object.entries(board.files), { minLength: Object.keys(board.files).length }), async (order) => {
        const { controller, battery } = await roundOver(Object.fromEntries(order));
        expect([controller, battery]).toEqual([usual.controller, usual.battery]);
      }),
      { numRuns: 10 },
    );
  });

  it('is read again as soon as the noise is gone', async () => {
    const usual = await roundOver(board.files);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...sensorFiles), noise, { minKeys: 1 }), async (spoilt) => {
        const tree = new HostTree(board.files);
        const { sink, round, stop } = await runHost(tree);
        tree.write(spoilt);
        await round();
        tree.write(board.files);
        await round();
        await stop();
        expect([known(sink, 'controller'), known(sink, 'battery')]).toEqual([usual.controller, usual.battery]);
      }),
      { numRuns: 20 },
    );
  });
});

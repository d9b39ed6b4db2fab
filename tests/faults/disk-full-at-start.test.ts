import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadDeviceKey } from '../../agent/commands/device-key.ts';
import { registerLedger } from '../../agent/commands/ledger.ts';
import { Ballast } from '../../agent/record/limits/ballast.ts';
import { readLedger } from '../../agent/record/read-ledger.ts';
import { openLedger } from '../../agent/record/recovery/open-ledger.ts';
import { runVerb } from '../support/captured-io.ts';
import { runCli } from '../support/cli.ts';
import { copyLedger, type LivedLedger, liveAgent, liveAndCut, openingOf, spoilState } from '../support/damaged-ledger.ts';
import { scratchDirectory } from '../support/replayed.ts';
import { canMountImages, SmallDisk } from '../support/small-disk.ts';

let scratch = '';
let lived: LivedLedger;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'full-at-start-'));
  lived = await liveAndCut(scratch, 1000);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.skipIf(!canMountImages)('a start on an ext4 disk that has no room left', { timeout: 60_000 }, () => {
  let disk: SmallDisk;
  const path = () => join(disk.path, 'ledger.sqlite');
  const ballastPath = () => join(disk.path, 'ballast');

  beforeEach(() => {
    disk = new SmallDisk(16 * 1_048_576);
    copyLedger(lived.folder, disk.path);
    expect(new Ballast(ballastPath()).hold()).toBe(true);
  });
  afterEach(() => disk.dispose());

  const typesOf = (lines: Iterable<string>): string[] => [...lines].map((line) => JSON.parse(line).type);

  it('goes on with a ledger that was stopped cleanly, in the room of the ballast, and says so', () => {
    openLedger(openingOf(path())).ledger.close();
    expect(existsSync(`${path()}-shm`)).toBe(false);
    disk.fillWhole();
    expect(() => openLedger(openingOf(path()))).toThrow();
    const { ledger, began } = openLedger({ ...openingOf(path()), ballastPath: ballastPath() });
    expect([began, ledger.size]).toEqual([undefined, lived.lines.length + 1]);
    ledger.commit({});
    expect(typesOf(ledger.lines()).at(-1)).toBe('ledger.full');
    expect(existsSync(ballastPath())).toBe(false);
    ledger.close();
  });

  it('begins a new epoch with every report where the ledger is damaged', () => {
    spoilState(path());
    disk.fillWhole();
    expect(() => openLedger(openingOf(path()))).toThrow();
    const { ledger, began } = openLedger({ ...openingOf(path()), ballastPath: ballastPath() });
    expect(began).toMatchObject({ cause: 'stateDamaged', salvagedReportCount: lived.reports.length, lostReports: [] });
    expect(ledger.reports().map(({ reportSeq }) => reportSeq)).toEqual(lived.reports.map(({ reportSeq }) => reportSeq));
    ledger.commit({});
    expect(typesOf(ledger.lines())).toEqual(['epoch.start', 'ledger.full']);
    ledger.close();
  });

  it.each([
    ['check', () => []],
    ['stats', () => []],
    ['export', () => ['--out', scratchDirectory('full-export')]],
  ])('is only said by ledger %s, which would die of the look itself', async (verb, moreOf) => {
    const more = moreOf();
    openLedger(openingOf(path())).ledger.close();
    disk.fillWhole();
    const refusal = await runVerb(registerLedger, ['ledger', verb, disk.path, ...more]);
    expect([refusal.code, refusal.err.join('\n')]).toEqual([2, expect.stringContaining('copy the ledger and its -wal to another disk')]);
    disk.empty();
    expect((await runVerb(registerLedger, ['ledger', verb, disk.path, ...more])).code).toBe(0);
  });

  it('is told by ledger stats, or said, beside the index that a killed process has left: it does not die of the look', async () => {
    const { ledger } = openLedger(openingOf(path()));
    ledger.commit({});
    const left = join(disk.path, 'left');
    mkdirSync(left);
    for (const name of readdirSync(disk.path).filter((one) => one.startsWith('ledger.sqlite')))
      copyFileSync(join(disk.path, name), join(left, name));
    ledger.close();
    expect(existsSync(join(left, 'ledger.sqlite-shm'))).toBe(true);
    disk.fillWhole();
    const { code, out, err } = await runCli('ledger', 'stats', left);
    expect([[0, 2].includes(code), `${out}${err}`]).toEqual([true, expect.stringMatching(/records|another disk/)]);
  });

  it('waits for room where there is no ballast, loses nothing, and goes on once there is', () => {
    rmSync(ballastPath());
    spoilState(path());
    disk.fillWhole();
    const opening = { ...openingOf(path()), ballastPath: ballastPath() };
    expect(() => openLedger(opening)).toThrow('too full to open the ledger: make room');
    disk.empty();
    const { ledger, began } = openLedger(opening);
    expect(began).toMatchObject({ cause: 'stateDamaged', salvagedReportCount: lived.reports.length, lostReports: [], lostRecords: [] });
    ledger.close();
  });

  it('is no hindrance to ledger repair either, which says what it took', async () => {
    const key = await loadDeviceKey({ directory: disk.path, origin: 'live' });
    const { folder } = await liveAndCut(scratchDirectory('own-key'), 400, { key });
    copyLedger(folder, disk.path);
    const repair = () => runVerb(registerLedger, ['ledger', 'repair', disk.path]);
    spoilState(path());
    disk.fillWhole();
    const { code, out, err } = await repair();
    expect([code, err, out[0], out[1]]).toEqual([1, [], expect.stringMatching(/^stateDamaged: /), expect.stringMatching(/^Epoch 1 begun/)]);
    disk.empty();
    const { lines } = readLedger(path());
    expect([typesOf(lines), existsSync(ballastPath())]).toEqual([['epoch.start', 'ledger.full'], false]);
    expect(await repair()).toMatchObject({ code: 0 });
  });

  it('lets a whole agent begin its very first epoch', async () => {
    for (const ending of ['', '-wal', '-shm', '.mark.json']) rmSync(`${path()}${ending}`, { force: true });
    disk.fillWhole();
    const agent = await liveAgent(path(), [0, 100], { limits: { ballastPath: ballastPath() } });
    await agent.run(new AbortController().signal);
    expect(agent.began).toBeUndefined();
    expect(typesOf(agent.ledger.lines()).slice(0, 2)).toEqual(['ledger.full', 'agent.started']);
    expect(agent.ledger.reports()).toHaveLength(1);
    agent.close();
  });
});

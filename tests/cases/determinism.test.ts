import { describe, expect, it } from 'vitest';
import { productFile, runCli, sharedPath } from '../support/cli.ts';
import { filesBeneath, scratchDirectory } from '../support/replayed.ts';

const recordings = [
  { name: 'synthetic cobot', path: productFile('config/recordings/synthetic-cobot.csv') },
  { name: 'UR3 CobotOps (../shared/data)', path: sharedPath('data/ur3-cobotops/ur3-cobotops-session-1.csv') },
];

describe.each(recordings)('$name', ({ path }) => {
  it.skipIf(path === undefined)('gives byte-identical ledger, reports, keys and summary twice', async () => {
    const [first, second] = [scratchDirectory('first'), scratchDirectory('second')];
    for (const out of [first, second]) expect((await runCli('replay', path ?? '', '--out', out)).code).toBe(0);
    const files = filesBeneath(first);
    expect(Object.keys(files)).toEqual(['keys.json', 'ledger.jsonl', 'reports/000000.jws', 'summary.json']);
    expect(filesBeneath(second)).toEqual(files);
  });

  it.skipIf(path === undefined)('gives the same at N times the original timing', async () => {
    const [fast, paced] = [scratchDirectory('fast'), scratchDirectory('paced')];
    await runCli('replay', path ?? '', '--out', fast);
    await runCli('replay', path ?? '', '--out', paced, '--speed', '5000');
    expect(filesBeneath(paced)).toEqual(filesBeneath(fast));
  });

  it.skipIf(path === undefined)('keeps no path, host or time of this machine', async () => {
    const out = scratchDirectory('private');
    await runCli('replay', path ?? '', '--out', out);
    const text = Object.values(filesBeneath(out)).join('\n');
    expect(text).not.toContain(process.cwd());
    expect(text).not.toContain(out);
    expect(text).not.toContain(String(new Date(performance.timeOrigin).getFullYear() + 1));
  });
});

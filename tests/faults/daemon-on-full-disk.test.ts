import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readLedger } from '../../agent/record/read-ledger.ts';
import { canMountImages, SmallDisk } from '../support/small-disk.ts';
import { startedDaemon } from '../support/started-daemon.ts';

describe.skipIf(!canMountImages)('a daemon whose disk has no room left', { timeout: 60_000 }, () => {
  it('starts in the room of its ballast, lock and all, and says so', async () => {
    const disk = new SmallDisk(16 * 1_048_576);
    onTestFinished(() => disk.dispose());
    const first = await startedDaemon({ folder: disk.path });
    await first.stop();
    const ballastPath = join(disk.path, 'state', 'ballast');
    expect(existsSync(ballastPath)).toBe(true);
    disk.fillWhole();
    const second = await startedDaemon({ folder: disk.path });
    await second.stop();
    disk.empty();
    const types = readLedger(join(disk.path, 'state', 'ledger.sqlite')).lines.map((line) => JSON.parse(line).type as string);
    const fullAt = types.lastIndexOf('ledger.full');
    expect(types.filter((type) => type === 'agent.started')).toHaveLength(2);
    expect([fullAt > 0, types[fullAt + 1]]).toEqual([true, 'agent.started']);
  });
});

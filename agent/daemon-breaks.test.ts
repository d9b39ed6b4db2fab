import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { daemonConfiguration } from '../tests/support/daemon-fixture.ts';
import { scratchDirectory } from '../tests/support/replayed.ts';
import { expectStartsAgain, recipientAt, startedDaemon } from '../tests/support/started-daemon.ts';
import { freePort } from '../tests/support/tcp-peer.ts';
import { until } from '../tests/support/until.ts';
import { SourceBoard } from './ingest/source-board.ts';
import { readLedger } from './record/read-ledger.ts';
import { MqttChannel } from './report/mqtt-channel.ts';

afterEach(() => vi.restoreAllMocks());

const reportCountOf = (folder: string): number => readLedger(join(folder, 'state', 'ledger.sqlite')).reports.length;

describe('what breaks beside the sources is carried out, the sources stopped, page and directory freed', () => {
  it('a channel whose outbox throws: the open report is closed first', async () => {
    const folder = scratchDirectory('daemon');
    const configuration = daemonConfiguration({ recipients: [recipientAt(folder, await freePort())] });
    const breaks = Promise.withResolvers<void>();
    vi.spyOn(MqttChannel.prototype, 'run').mockReturnValueOnce(breaks.promise);
    const { daemon } = await startedDaemon({ folder, configuration });
    await until('frames', () => (daemon.status().sources[0]?.frameCount ?? 0) > 100);
    breaks.reject(new Error('the outbox broke'));
    await expect(daemon.done).rejects.toThrow('the outbox broke');
    expect(reportCountOf(folder)).toBe(1);
    await expectStartsAgain(folder);
  });

  it('a pipeline that throws as time moves on: it signs nothing more', async () => {
    const { daemon, folder } = await startedDaemon();
    await until('frames', () => (daemon.status().sources[0]?.frameCount ?? 0) > 100);
    vi.spyOn(SourceBoard.prototype, 'tick').mockImplementationOnce(() => {
      throw new Error('the tick broke');
    });
    await expect(daemon.done).rejects.toThrow('the tick broke');
    expect(reportCountOf(folder)).toBe(0);
    await expectStartsAgain(folder);
  });
});

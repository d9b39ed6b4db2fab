import { expect, it, vi } from 'vitest';
import { fakeSource, steadySteps } from '../tests/support/fake-source.ts';
import { openReplay } from '../tests/support/open-replay.ts';
import { TransientError } from './contract/errors.ts';
import type { LedgerRecord } from './contract/record.ts';
import type { ReportPayload } from './contract/report.ts';

it('a stop while the disk is only just well again leaves no record outside the last report', async () => {
  const steps = steadySteps(0, 20);
  const agent = await openReplay(':memory:', {
    sources: [{ sourceId: 'arm', driverName: 'fake', source: fakeSource(steps) }],
    limits: {},
  });
  const commit = vi.spyOn(agent.ledger, 'commit').mockImplementation(() => {
    throw new TransientError('record/disk-io', 'refused');
  });
  let itemCount = 0;
  await agent.run(new AbortController().signal, { onItem: () => ++itemCount === steps.length && commit.mockRestore() });
  expect(itemCount).toBe(steps.length);
  const records = [...agent.ledger.lines()].map((line) => JSON.parse(line) as LedgerRecord);
  const [report] = agent.ledger.reports();
  const { log } = JSON.parse(Buffer.from(report?.jws.split('.')[1] ?? '', 'base64url').toString()) as ReportPayload;
  expect(records.map(({ type }) => type)).toEqual(expect.arrayContaining(['disk.error', 'agent.stopped']));
  expect(log.size).toBe(records.length);
  agent.close();
});

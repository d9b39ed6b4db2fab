import { TransientError } from '../../agent/contract/errors.ts';
import { Ledger } from '../../agent/record/ledger.ts';

/*
 * Reads an outbox again and again, in a process whose disk a test lets fail:
 *   PATH ROUNDS ─▶ unreceipted, report, counts, lastReceipt ─▶ one JSON line: per round what each gave, or the code of its error
 */
const [path = '', rounds = ''] = process.argv.slice(2);
const ledger = new Ledger({ path, agentId: 'a', origin: 'live', epoch: 0, identity: {} });
// Everything comes from the disk each time.
ledger.join((database) => {
  database.pragma('cache_size = 0');
  return { write: () => undefined, committed: () => undefined };
});

const told = Array.from({ length: Number(rounds) }, () => [
  said(() => ledger.outbox.unreceipted(100).length),
  said(() => ledger.outbox.report(7)?.reportSeq),
  said(() => ledger.outbox.counts().closedCount),
  said(() => ledger.outbox.lastReceipt()?.length),
]);
ledger.close();
process.stdout.write(JSON.stringify(told));

function said(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    return error.code;
  }
}

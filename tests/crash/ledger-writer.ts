import { writeSync } from 'node:fs';
import { timeAt } from '../support/telemetry.ts';
import { openUnderTest, sealedReport } from './ledger-under-test.ts';

/*
 * A ledger's writer in a process of its own, until it is killed. Says what it found and, after each durable operation, how far it is:
 *   open ─▶ "found RECORDS STATE REPORTS RECEIPTS" ─▶ commit or receipt ─▶ "ack RECORDS REPORTS RECEIPTS" ─▶ commit …
 */
const reportEvery = 7;
const { ledger, began } = openUnderTest(process.argv[2] ?? '');

/** Standard output is a pipe here: the line is with the parent when this returns. */
function say(text: string): void {
  writeSync(1, `${text}\n`);
}

function progress(): string {
  const { closedCount, receiptedCount } = ledger.outbox.counts();
  return `${writtenCount} ${closedCount} ${receiptedCount}`;
}

let writtenCount = [...ledger.lines()].filter((line) => line.includes('"type":"test.record"')).length;
const state = ledger.savedState() as { readonly writtenCount: number } | undefined;
if (began !== undefined) say(`began ${began.cause}: ${began.detail}`);
say(`found ${state?.writtenCount ?? 0} ${progress()}`);

for (let round = 0; ; round++) {
  const recordCount = 1 + (round % 3);
  for (let count = 0; count < recordCount; count++) {
    const data = { number: writtenCount++, text: 'x'.repeat((writtenCount * 37) % 900) };
    ledger.append({ type: 'test.record', time: timeAt(writtenCount * 1000), data, urgent: false });
  }
  const { closedCount, receiptedCount } = ledger.outbox.counts();
  const report = { reportSeq: closedCount, jws: sealedReport(closedCount, ledger.head()) };
  ledger.commit(round % reportEvery === 0 ? { state: { writtenCount }, report } : { state: { writtenCount } });
  say(`ack ${progress()}`);
  if (receiptedCount === closedCount) continue;
  ledger.outbox.storeReceipt({ reportSeq: receiptedCount, jws: `receipt ${receiptedCount}` });
  say(`ack ${progress()}`);
}

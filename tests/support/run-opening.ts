import { openLedger } from '../../agent/record/recovery/open-ledger.ts';
import { unsignedOpening } from './long-ledger.ts';

/*
 * Opens a ledger in a process of its own, whose disk a test lets fail:
 *   PATH ─▶ one JSON object: the epoch, and what it says it has lost when it has just begun
 */
const { ledger, began } = openLedger(unsignedOpening(process.argv[2] ?? ''));
process.stdout.write(JSON.stringify({ epoch: ledger.epoch, began: began ?? null }));
ledger.close();

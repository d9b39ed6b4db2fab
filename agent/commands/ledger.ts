import type { RegisterVerb } from './command.ts';
import { registerLedgerCheck } from './ledger-check.ts';
import { registerLedgerExport } from './ledger-export.ts';
import { registerLedgerRepair } from './ledger-repair.ts';
import { registerLedgerStats } from './ledger-stats.ts';

/** `ledger check | repair | export | stats`: what a person may want to know of a ledger; the agent needs none of it. */
export const registerLedger: RegisterVerb = (program, io, act) => {
  const ledger = program.command('ledger').description('checks, repairs, exports and counts the ledger');
  registerLedgerCheck(ledger, io, act);
  registerLedgerRepair(ledger, io, act);
  registerLedgerExport(ledger, io, act);
  registerLedgerStats(ledger, io, act);
};

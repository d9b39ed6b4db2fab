import { writeSync } from 'node:fs';
import { Metering } from './metering.ts';

/*
 * Meters as `run-metering.ts` does, with every page from the disk each time, and dies as the agent does over what it throws:
 *   PATH SECONDS ─▶ stdout: how many records were durable; stderr: the error
 */
const [path = '', seconds = '0'] = process.argv.slice(2);
const { ledger, ...metering } = keepUncached(new Metering(path, { ballastPath: `${path}.ballast` }));
process.on('exit', () => writeSync(1, String(ledger.size - ledger.pendingCount)));
metering.run(Number(seconds));

function keepUncached(made: Metering) {
  made.ledger.join((database) => {
    database.pragma('cache_size = 0');
    return { write: () => undefined, committed: () => undefined };
  });
  return { ledger: made.ledger, run: (count: number) => made.run(count, () => made.event()) };
}

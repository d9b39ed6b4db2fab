import { Metering } from './metering.ts';

/*
 * Meters on a ledger as a process of its own, an urgent record a second, so that strace can refuse its writes:
 *   run-metering.ts LEDGER SECONDS ─▶ one JSON object: what the ledger holds, which outages were said
 */
const [path = '', seconds = '0'] = process.argv.slice(2);
const metering = new Metering(path, { ballastPath: `${path}.ballast` });
let heldMax = 0;
metering.run(Number(seconds), () => {
  metering.event();
  heldMax = Math.max(heldMax, metering.ledger.pendingCount);
});
const outages = metering.records('disk.error').map(({ data }) => data);
const events = metering.records('event.started').length;
const isGapless = metering.records().every(({ seq }, index) => seq === index);
process.stdout.write(`${JSON.stringify({ events, outages, isGapless, heldMax, isHolding: metering.recorder.isHolding })}\n`);
metering.ledger.close();

import { startEmbeddedBroker } from '../../agent/demo/embedded-broker.ts';

/*
 * The demo's broker as a process of its own, so that it can be killed as Mosquitto can:
 *   run-embedded-broker.ts PORT ─▶ "listening" ─▶ … SIGTERM: stops
 */
const broker = await startEmbeddedBroker(Number(process.argv[2]));
process.once('SIGTERM', () => void broker.stop());
process.stdout.write('listening\n');

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Receiver, startReceiver } from '../../receiver/receiver.ts';
import type { ReceiverEvent } from '../../receiver/receiver-event.ts';
import { loadDeviceKey } from '../commands/device-key.ts';
import type { Profile } from '../contract/profile.ts';
import type { Clock } from '../contract/time.ts';
import { buildEnrolment, checkEnrolment, codeOf } from '../evidence/enrolment.ts';
import { generateSigningSeed, signingKeyFromSeed } from '../evidence/keys.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from './embedded-broker.ts';

/** Everybody the robot meets in the demo, on loopback, with files in one directory. */
export interface DemoParties {
  readonly broker: EmbeddedBroker;
  readonly receiver: Receiver;
  /** The receiver's public key, to be pinned in the agent's configuration. */
  readonly receiverKeysPath: string;
  readonly agentDirectory: string;
  /** What truly happened to the simulated robot, line by line. */
  readonly groundTruthPath: string;
  readonly code: string;
  stop(): Promise<void>;
}

export const demoTenant = 'demo';
export const demoSerialNumber = 'SIM-0001';

interface PartiesOptions {
  readonly directory: string;
  readonly profile: Profile;
  readonly clock: Clock;
  readonly onEvent: (event: ReceiverEvent) => void;
}

/**
 * ```
 *  enrolment.json + code ─▶ receiver            receiver's key ─▶ agent's configuration
 *  agent ──report──▶ broker ──▶ receiver ──receipt──▶ broker ──▶ agent
 * ```
 * The robot is enrolled as a real one is: by its enrolment file and the code that travels another way.
 */
export async function startDemoParties({ directory, profile, clock, onEvent }: PartiesOptions): Promise<DemoParties> {
  const agentDirectory = join(directory, 'agent');
  const receiverDirectory = join(directory, 'receiver');
  await mkdir(receiverDirectory, { recursive: true });
  const receiverKey = signingKeyFromSeed(generateSigningSeed());
  const receiverKeysPath = join(directory, 'receiver-keys.json');
  await writeFile(
    receiverKeysPath,
    JSON.stringify({ keys: [{ ...receiverKey.publicJwk, kid: receiverKey.kid, role: 'insurer' }] }, null, 2),
  );
  const broker = await startEmbeddedBroker();
  const receiver = await startReceiver({
    broker: { url: broker.url },
    tenants: [{ name: demoTenant, demo: true }],
    storePath: join(receiverDirectory, 'receiver.sqlite'),
    key: receiverKey,
    clock,
    onEvent,
  });
  const code = await enrol({ directory, agentDirectory, profile, clock, receiver });
  const stop = async (): Promise<void> => {
    await receiver.stop();
    await broker.stop();
  };
  return { broker, receiver, receiverKeysPath, agentDirectory, groundTruthPath: join(directory, 'ground-truth.jsonl'), code, stop };
}

interface Enrolling {
  readonly directory: string;
  readonly agentDirectory: string;
  readonly profile: Profile;
  readonly clock: Clock;
  readonly receiver: Receiver;
}

async function enrol({ directory, agentDirectory, profile, clock, receiver }: Enrolling): Promise<string> {
  const { publicJwk, kid } = await loadDeviceKey({ directory: agentDirectory, origin: 'simulation' });
  const robot = { manufacturer: profile.manufacturer, model: profile.model, serialNumber: demoSerialNumber };
  const enrolment = buildEnrolment({ publicJwk, role: 'simulation', robot, createdMs: clock.now().wallMs });
  const text = JSON.stringify(enrolment, null, 2);
  await writeFile(join(directory, 'enrolment.json'), text);
  const code = codeOf(enrolment);
  receiver.enrol(checkEnrolment(text, code), demoTenant);
  await writeFile(join(directory, 'keys.json'), JSON.stringify({ keys: [{ ...publicJwk, kid, role: 'simulation' }] }, null, 2));
  return code;
}

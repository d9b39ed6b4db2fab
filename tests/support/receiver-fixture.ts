import mqtt, { type MqttClient } from 'mqtt';
import type { ReceiptPayload, ResendPayload } from '../../agent/contract/receipt.ts';
import { receiptKind, resendKind } from '../../agent/contract/receipt.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { readCloudEvent, toCloudEvent } from '../../agent/evidence/cloud-event.ts';
import { buildEnrolment, type Enrolment, type EnrolmentRole } from '../../agent/evidence/enrolment.ts';
import { openEnvelope } from '../../agent/evidence/envelope.ts';
import { sha256 } from '../../agent/evidence/hash.ts';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import { type SigningKey, signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import type { ReceiverEvent } from '../../receiver/receiver-event.ts';
import { jwksOf } from './evidence-fixture.ts';
import { Watched } from './watched.ts';

export const receiverKey: SigningKey = signingKeyFromSeed(sha256('receiver'));
/** What an agent pins: the only key whose receipts it believes. */
export const pinned = readKeyRegistry(jwksOf([{ key: receiverKey, role: 'insurer' }]));

/** The enrolment of the robot a fixture named, as `key enroll` would write it. */
export function enrolmentOf(key: SigningKey, role: EnrolmentRole = 'agent'): Enrolment {
  const robot = { manufacturer: 'Example', model: unknown('notDeclared'), serialNumber: 'SN-1' } as const;
  return buildEnrolment({ publicJwk: key.publicJwk, role, robot, createdMs: 0 });
}

/** A report as the robot puts it on the wire. */
export function reportEvent(key: SigningKey, reportSeq: number, jws: string): string {
  return toCloudEvent({ kind: 'report', kid: key.kid, agentId: key.kid, epoch: 0, reportSeq, recordedMs: 0, jws });
}

/** What a receiver sent, its signature checked against the pinned key. */
export function readReceipt(payload: string): ReceiptPayload {
  return openAnswer(payload, receiptKind) as ReceiptPayload;
}

export function readResend(payload: string): ResendPayload {
  return openAnswer(payload, resendKind) as ResendPayload;
}

function openAnswer(payload: string, kind: typeof receiptKind | typeof resendKind): unknown {
  const read = readCloudEvent(Buffer.from(payload));
  if (!read.ok) throw new Error(`no CloudEvent: ${read.code} ${read.text}`);
  const opened = openEnvelope(Buffer.from(read.event.jws), pinned, kind);
  if (!opened.ok) throw new Error(`not signed by the pinned key: ${opened.code}`);
  return JSON.parse(opened.payload.toString('utf8'));
}

/** Everything a receiver said of itself, to be waited for. */
export class EventLog {
  readonly events: ReceiverEvent[] = [];
  readonly #watched = new Watched();

  readonly listen = (event: ReceiverEvent): void => {
    this.events.push(event);
    this.#watched.note();
  };

  count(code: ReceiverEvent['code']): number {
    return this.events.filter((event) => event.code === code).length;
  }

  /** Resolves when this has happened so many times since the beginning. */
  until(code: ReceiverEvent['code'], atLeastCount = 1): Promise<void> {
    return this.#watched.until(`${atLeastCount} × ${code}`, () => this.count(code) >= atLeastCount);
  }
}

/** The robot's end of the wire, as plain as can be: it publishes what it is told and keeps what comes back. */
export class RobotOnWire {
  readonly agentId: string;
  readonly tenant: string;
  readonly receipts: string[] = [];
  readonly requests: string[] = [];
  readonly #client: MqttClient;
  readonly #watched = new Watched();

  private constructor(client: MqttClient, agentId: string, tenant: string) {
    this.#client = client;
    this.agentId = agentId;
    this.tenant = tenant;
    client.on('connect', this.#watched.note);
    client.on('message', (topic, payload) => {
      (topic.endsWith('/receipt') ? this.receipts : this.requests).push(payload.toString('utf8'));
      this.#watched.note();
    });
  }

  static async connect(url: string, agentId: string, tenant: string): Promise<RobotOnWire> {
    const client = mqtt.connect(url, { protocolVersion: 4, reconnectPeriod: 0, clean: true });
    // A broker that is stopped under the robot is part of the tests.
    client.on('error', () => undefined);
    const robot = new RobotOnWire(client, agentId, tenant);
    await robot.#watched.until('the robot is connected', () => client.connected);
    await client.subscribeAsync([robot.topic('receipt'), robot.topic('request')], { qos: 1 });
    return robot;
  }

  topic(kind: string): string {
    return `robot-risk/v1/${this.tenant}/${this.agentId}/${kind}`;
  }

  async publish(payload: string | Buffer, kind = 'report'): Promise<void> {
    await this.#client.publishAsync(this.topic(kind), payload, { qos: 1 });
  }

  untilReceipts(count: number): Promise<void> {
    return this.#watched.until(`${count} receipts`, () => this.receipts.length >= count);
  }

  untilRequests(count: number): Promise<void> {
    return this.#watched.until(`${count} requests`, () => this.requests.length >= count);
  }

  async leave(): Promise<void> {
    await this.#client.endAsync(true);
  }
}

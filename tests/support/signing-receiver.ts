import {
  type ReceiptPayload,
  type ResendPayload,
  receiptKind,
  receiptSchemaId,
  resendKind,
  resendSchemaId,
} from '../../agent/contract/receipt.ts';
import type { Json } from '../../agent/contract/schema.ts';
import { readCloudEvent, toCloudEvent } from '../../agent/evidence/cloud-event.ts';
import { type EnvelopeKind, signEnvelope } from '../../agent/evidence/envelope.ts';
import { sha256, sha256Prefixed } from '../../agent/evidence/hash.ts';
import { type KeyRegistry, type KeyRole, readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import { type SigningKey, signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { jwksOf } from './evidence-fixture.ts';

const RECEIVED_MS = Date.UTC(2026, 0, 2);

/** The other end, as small as can be: keeps each report once, and signs a receipt for every copy that arrives. */
export class SigningReceiver {
  readonly key: SigningKey;
  readonly agentId: string;
  /** What is left after dedupe by sequence and bytes. */
  readonly kept = new Map<number, string>();
  /** Copies that arrived, the same report again included, in order. */
  readonly arrivals: number[] = [];
  readonly flaws: string[] = [];

  constructor(agentId: string, name = 'insurer') {
    this.agentId = agentId;
    this.key = signingKeyFromSeed(sha256(name));
  }

  registry(members: { role?: KeyRole; revokedFromReportSeq?: number } = {}): KeyRegistry {
    return readKeyRegistry(jwksOf([{ key: this.key, role: 'insurer', ...members }]));
  }

  /** Takes a report off the wire and answers with the receipt to publish; undefined for what is no report. */
  receive(bytes: Uint8Array, changes: Partial<ReceiptPayload> = {}): string | undefined {
    const read = readCloudEvent(bytes);
    if (!read.ok || read.event.kind !== 'report') {
      this.flaws.push(read.ok ? read.event.kind : read.code);
      return undefined;
    }
    const { reportSeq, jws } = read.event;
    this.arrivals.push(reportSeq);
    const before = this.kept.get(reportSeq);
    if (before !== undefined && before !== jws) this.flaws.push(`report ${reportSeq} came with another text`);
    this.kept.set(reportSeq, jws);
    return this.receipt(reportSeq, jws, changes);
  }

  receipt(reportSeq: number, jws: string, changes: Partial<ReceiptPayload> & Readonly<Record<string, Json>> = {}): string {
    const payload = {
      schema: receiptSchemaId,
      agentId: this.agentId,
      origin: 'live',
      reportSeq,
      report: sha256Prefixed(jws),
      log: { size: 1, root: sha256Prefixed('root') },
      receivedAt: new Date(RECEIVED_MS).toISOString(),
      verdict: 'accepted',
      findings: [],
      ...changes,
    };
    return this.#event('receipt', reportSeq, { payload, kind: receiptKind });
  }

  /** Asks for reports again; each request is an event of its own. */
  resend(fromSeq: number, toSeq: number, changes: Partial<ResendPayload> = {}): string {
    const payload = { schema: resendSchemaId, agentId: this.agentId, fromSeq, toSeq, ...changes };
    return this.#event('resend', fromSeq, { payload, kind: resendKind });
  }

  #event(kind: 'receipt' | 'resend', reportSeq: number, signed: { payload: Json; kind: EnvelopeKind }): string {
    const jws = signEnvelope({ payload: signed.payload, key: this.key, ...signed.kind });
    return toCloudEvent({ kind, kid: this.key.kid, agentId: this.agentId, epoch: 0, reportSeq, recordedMs: RECEIVED_MS, jws });
  }
}

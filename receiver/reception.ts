import { type CloudEvent, cloudEventBytesMax, readCloudEvent, toCloudEvent } from '../agent/evidence/cloud-event.ts';
import { sha256Prefixed } from '../agent/evidence/hash.ts';
import type { SigningKey } from '../agent/evidence/keys.ts';
import type { OpenedReport } from '../agent/evidence/verify-report.ts';
import { askLimits, planAsk } from './acknowledge/plan-ask.ts';
import { signReceipt, signResend } from './acknowledge/sign-receipt.ts';
import type { Answer } from './ingest/answer.ts';
import { answerTopic, type ReceivedTopic, readTopic } from './ingest/topics.ts';
import type { Emit } from './receiver-event.ts';
import type { StoredAgent } from './store/agent-table.ts';
import type { ReceiverStore } from './store/open-store.ts';
import type { StoredReceipt, StoredReport } from './store/report-table.ts';
import { judgeReport } from './verify/judge-report.ts';
import { openReport, reopenReport } from './verify/open-report.ts';

/** Largest status, bytes: a birth or a last will. */
export const statusBytesMax = 4_096;
/** Second versions of reports kept per agent; the count goes on in the refusals. */
export const forksMax = 64;

export interface Tenant {
  readonly name: string;
  /** Takes simulated and replayed reports; what it stores is never evidence of a live robot. */
  readonly demo: boolean;
}

export interface ReceptionOptions {
  readonly store: ReceiverStore;
  readonly key: SigningKey;
  readonly tenants: readonly Tenant[];
  readonly emit: Emit;
}

interface Message extends ReceivedTopic {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly receivedMs: number;
}

interface Arrival {
  readonly message: Message;
  readonly agent: StoredAgent;
  readonly jws: string;
  readonly sha256: string;
}

/**
 * Takes one message of a broker and says what to answer. Nobody is believed who is not enrolled, and they get no answer at all.
 * ```
 *  message ─▶ topic, size ─▶ event ─▶ enrolled? ─▶ seen before? ─▶ V0–V3 ─▶ V4–V6, origin ─▶ store ─▶ receipt
 *                 └── refused: counted, no answer ──────┘   └─ same receipt     └ refused       one transaction └─▶ ask for missing
 * ```
 */
export class Reception {
  readonly #options: ReceptionOptions;

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  /** Answers in the order they are to be sent. Throws only when the store fails; then nothing was stored and the robot sends again. */
  receive(topic: string, payload: Uint8Array, receivedMs: number): Answer[] {
    const read = readTopic(topic);
    const isOurs = read !== undefined && this.#options.tenants.some(({ name }) => name === read.tenant);
    if (!isOurs) {
      this.#options.emit({
        code: 'receiver/message-refused',
        topic: topic.slice(0, 256),
        reason: 'topic.unknown',
        text: 'no topic of a tenant',
      });
      return [];
    }
    const message: Message = { ...read, topic, payload, receivedMs };
    return read.kind === 'report' ? this.#receiveReport(message) : this.#receiveStatus(message);
  }

  #receiveStatus(message: Message): Answer[] {
    const { agentId, payload, receivedMs } = message;
    // An empty retained message is how MQTT clears a topic.
    if (payload.length === 0) return [];
    if (payload.length > statusBytesMax)
      return this.#refuse(message, 'status.tooLarge', `${payload.length} bytes, at most ${statusBytesMax}`);
    if (this.#agentOf(message) === undefined) return this.#refuse(message, 'agent.notEnrolled', 'a status of an agent nobody enrolled');
    this.#options.store.agents.storeStatus(agentId, Buffer.from(payload).toString('utf8'), receivedMs);
    this.#options.emit({ code: 'receiver/status-stored', agentId });
    return [];
  }

  #receiveReport(message: Message): Answer[] {
    if (message.payload.length > cloudEventBytesMax) {
      return this.#refuse(message, 'event.tooLarge', `${message.payload.length} bytes, at most ${cloudEventBytesMax}`);
    }
    const read = readCloudEvent(message.payload);
    if (!read.ok) return this.#refuse(message, read.code, read.text);
    const problem = eventProblem(read.event, message);
    if (problem !== undefined) return this.#refuse(message, 'event.otherAgent', problem);
    const agent = this.#agentOf(message);
    if (agent === undefined) return this.#refuse(message, 'agent.notEnrolled', 'nobody enrolled this agent with this tenant');
    const { jws } = read.event;
    return this.#takeReport({ message, agent, jws, sha256: sha256Prefixed(jws) });
  }

  #takeReport(arrival: Arrival): Answer[] {
    const { message, agent, jws, sha256 } = arrival;
    const { reports, agents } = this.#options.store;
    const known = reports.receiptFor(agent.agentId, sha256);
    if (known !== undefined) return this.#repeat(known, message);
    const opened = openReport({ jws, receivedMs: message.receivedMs, registry: agents.registryOf(agent.agentId) });
    if (!opened.ok) return this.#refuse(message, opened.code, opened.text);
    const { reportSeq } = opened.report.payload;
    const first = reports.find(agent.agentId, reportSeq);
    if (first !== undefined && reports.forkCount(agent.agentId) >= forksMax) {
      return this.#refuse(message, 'report.tooManyForks', `another report ${reportSeq}; ${forksMax} such are kept`);
    }
    return this.#judge(arrival, { ...opened, first });
  }

  #judge(
    arrival: Arrival,
    opened: { report: OpenedReport; notes: Parameters<typeof judgeReport>[0]['notes']; first: StoredReport | undefined },
  ): Answer[] {
    const { agent, message, jws, sha256 } = arrival;
    const { report, notes } = opened;
    const { reports, agents } = this.#options.store;
    const { agentId, tenant, serialNumber: enrolledSerial } = agent;
    const { reportSeq } = report.payload;
    const registry = agents.registryOf(agentId);
    const reopen = (stored: StoredReport | undefined) => (stored === undefined ? undefined : reopenReport(stored, registry));
    const { previous, next } = reports.neighbours(agentId, reportSeq);
    const judgement = judgeReport({
      report,
      notes,
      previous: reopen(previous),
      next: next?.reportSeq === reportSeq + 1 ? reopen(next) : undefined,
      first: reopen(opened.first),
      isDemoTenant: this.#options.tenants.some(({ name, demo }) => name === tenant && demo),
      enrolledSerial,
    });
    const { verdict, findings } = judgement;
    const { receivedMs } = message;
    const receiptJws = signReceipt(report, judgement, { key: this.#options.key, receivedMs });
    const receipt: StoredReceipt = { agentId, reportSeq, sha256, verdict, jws: receiptJws, signedMs: receivedMs };
    const isFork = opened.first !== undefined;
    const judged = { report: { agentId, reportSeq, sha256, jws, receivedMs, verdict }, receipt, findings };
    if (isFork) reports.storeFork(judged);
    else reports.store(judged);
    const codes = [...new Set(findings.map(({ code }) => code))];
    this.#options.emit({
      code: isFork ? 'receiver/report-forked' : 'receiver/report-stored',
      agentId,
      reportSeq,
      verdict,
      findings: codes,
    });
    return [this.#receiptAnswer(receipt, message), ...this.#askForMissing(message, next !== undefined && !isFork)];
  }

  #repeat(receipt: StoredReceipt, message: Message): Answer[] {
    const { agentId, reportSeq, verdict } = receipt;
    this.#options.emit({ code: 'receiver/report-repeated', agentId, reportSeq, verdict, findings: [] });
    return [this.#receiptAnswer(receipt, message), ...this.#askForMissing(message, false)];
  }

  #askForMissing(message: Message, hasFilled: boolean): Answer[] {
    const { agentId, receivedMs } = message;
    const { agents, reports } = this.#options.store;
    const state = agents.askState(agentId);
    const missing = reports.missing(agentId, askLimits.rangesMax);
    const plan = planAsk({ state, missing, nowMs: receivedMs, hasFilled });
    if (plan.state.askedCount !== state.askedCount || plan.state.nextAskMs !== state.nextAskMs) agents.storeAskState(agentId, plan.state);
    return plan.ranges.map((range) => {
      this.#options.emit({ code: 'receiver/resend-asked', agentId, ...range });
      const jws = signResend({ agentId, ...range }, this.#options.key);
      const { kid } = this.#options.key;
      const event = { kind: 'resend', kid, agentId, epoch: 0, reportSeq: range.fromSeq, recordedMs: receivedMs, jws } as const;
      return { topic: answerTopic(message, 'request'), payload: toCloudEvent(event) };
    });
  }

  #receiptAnswer({ agentId, reportSeq, jws, signedMs }: StoredReceipt, message: Message): Answer {
    const { kid } = this.#options.key;
    const payload = toCloudEvent({ kind: 'receipt', kid, agentId, epoch: 0, reportSeq, recordedMs: signedMs, jws });
    return { topic: answerTopic(message, 'receipt'), payload };
  }

  #agentOf({ agentId, tenant }: Message): StoredAgent | undefined {
    const agent = this.#options.store.agents.find(agentId);
    return agent?.tenant === tenant ? agent : undefined;
  }

  #refuse({ topic, tenant, agentId, receivedMs }: Message, code: string, text: string): Answer[] {
    this.#options.store.refusals.count({ tenant, code, place: agentId, text }, receivedMs);
    this.#options.emit({ code: 'receiver/message-refused', topic, reason: code, text });
    return [];
  }
}

function eventProblem(event: CloudEvent, message: Message): string | undefined {
  if (event.kind !== 'report') return `a ${event.kind} where reports arrive`;
  return event.sender === message.agentId ? undefined : `agent ${event.sender} on the topic of ${message.agentId}`;
}

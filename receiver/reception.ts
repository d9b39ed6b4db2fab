import { type CloudEvent, cloudEventBytesMax, readCloudEvent } from '../agent/evidence/cloud-event.ts';
import { sha256Prefixed } from '../agent/evidence/hash.ts';
import type { Answer } from './ingest/answer.ts';
import { type ReceivedTopic, readTopic } from './ingest/topics.ts';
import type { StoredAgent } from './store/agent-table.ts';
import { type ReportDesk, takeReport } from './take-report.ts';

/** Largest status, bytes: a birth or a last will. */
export const statusBytesMax = 4_096;

export interface Tenant {
  readonly name: string;
  /** Takes simulated and replayed reports; what it stores is never evidence of a live robot. */
  readonly demo: boolean;
}

export interface ReceptionOptions extends ReportDesk {
  readonly tenants: readonly Tenant[];
}

interface Message extends ReceivedTopic {
  readonly isDemoTenant: boolean;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly receivedMs: number;
}

/**
 * Takes one message of a broker and says what to answer. Who is not enrolled gets no answer at all.
 * ```
 *  message ─▶ topic ─▶ size ─▶ event ─▶ enrolled? ─▶ take report ─▶ answers
 *               └────────┴───────┴──────────┴─────────────┴── refused: counted, no answer
 * ```
 */
export class Reception {
  readonly #options: ReceptionOptions;

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  /** Answers in the order they are to be sent. Throws only when the store fails; then nothing was stored and the robot sends again. */
  receive(topic: string, payload: Uint8Array, receivedMs: number): readonly Answer[] {
    const read = readTopic(topic);
    const tenant = this.#options.tenants.find(({ name }) => name === read?.tenant);
    if (read === undefined || tenant === undefined) {
      const shown = topic.slice(0, 256);
      this.#options.emit({ code: 'receiver/message-refused', topic: shown, reason: 'topic.unknown', text: 'no topic of a tenant' });
      return [];
    }
    const message = { ...read, isDemoTenant: tenant.demo, topic, payload, receivedMs };
    return read.kind === 'report' ? this.#receiveReport(message) : this.#receiveStatus(message);
  }

  #receiveStatus(message: Message): readonly Answer[] {
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

  #receiveReport(message: Message): readonly Answer[] {
    const { payload, isDemoTenant, receivedMs } = message;
    if (payload.length > cloudEventBytesMax) {
      return this.#refuse(message, 'event.tooLarge', `${payload.length} bytes, at most ${cloudEventBytesMax}`);
    }
    const read = readCloudEvent(payload);
    if (!read.ok) return this.#refuse(message, read.code, read.text);
    const problem = eventProblem(read.event, message);
    if (problem !== undefined) return this.#refuse(message, 'event.otherAgent', problem);
    const agent = this.#agentOf(message);
    if (agent === undefined) return this.#refuse(message, 'agent.notEnrolled', 'nobody enrolled this agent with this tenant');
    const { jws } = read.event;
    const taken = takeReport({ agent, isDemoTenant, jws, sha256: sha256Prefixed(jws), receivedMs }, this.#options);
    return taken.ok ? taken.answers : this.#refuse(message, taken.code, taken.text);
  }

  #agentOf({ agentId, tenant }: Message): StoredAgent | undefined {
    const agent = this.#options.store.agents.find(agentId);
    return agent?.tenant === tenant ? agent : undefined;
  }

  #refuse({ topic, tenant, agentId, receivedMs }: Message, code: string, text: string): readonly Answer[] {
    this.#options.store.refusals.count({ tenant, code, place: agentId, text }, receivedMs);
    this.#options.emit({ code: 'receiver/message-refused', topic, reason: code, text });
    return [];
  }
}

function eventProblem(event: CloudEvent, message: Message): string | undefined {
  if (event.kind !== 'report') return `a ${event.kind} where reports arrive`;
  return event.sender === message.agentId ? undefined : `agent ${event.sender} on the topic of ${message.agentId}`;
}

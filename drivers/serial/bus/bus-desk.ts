import type { Flaw } from '../../../agent/contract/driver.ts';
import { TransientError } from '../../../agent/contract/errors.ts';
import { type Clock, monoMsOf } from '../../../agent/contract/time.ts';
import type { Question, Reply } from '../decoders/bus-device.ts';
import type { BusLine } from './bus-line.ts';
import type { Link } from './serial-port.ts';

export interface BusDeskParts {
  readonly link: Link;
  /** Aborts when the agent stops or the link ends: nobody waits any longer. */
  readonly idle: AbortSignal;
  readonly clock: Clock;
  /** Without any answer for this long the port counts as dead. */
  readonly silenceMs: number;
  readonly flaw: (flaw: Flaw) => void;
}

interface Pending {
  readonly question: Question;
  readonly over: AbortController;
  /** How far the answer has come. */
  reply: Reply;
}

const shortfalls: Readonly<Partial<Record<Reply, { readonly code: string; readonly text: string }>>> = {
  noAnswer: { code: 'serial/no-answer', text: 'no answer in time' },
  partial: { code: 'serial/answer-incomplete', text: 'only a part of the answer came in time' },
};

/**
 * ```
 *  line A ─┐                                                       ┌─ take: answer, more, or not what was asked
 *  line B ─┼─▶ turns, first come first served ─▶ bus quiet ─▶ link ┤
 *  line C ─┘        one question on the bus at a time              └─ timeout: quiet(), the rest is noise
 * ```
 * Each line has at most one question waiting, so every line comes to its turn after one question of each other at the latest.
 */
export class BusDesk {
  readonly #parts: BusDeskParts;
  #turn: Promise<unknown> = Promise.resolve();
  #line: BusLine | undefined;
  #pending: Pending | undefined;
  #trafficMs: number;
  #unansweredMs: number | undefined;

  constructor(parts: BusDeskParts) {
    this.#parts = parts;
    this.#trafficMs = this.#nowMs();
    parts.idle.addEventListener('abort', () => this.#pending?.over.abort(), { once: true });
    parts.link.onBytes((bytes) => {
      this.#trafficMs = this.#nowMs();
      this.#line?.stream.push(bytes, (frame) => this.#take(frame));
    });
  }

  /** Asks until there is an answer, at most so often; anything less is a flaw. Throws TransientError when the port is over or dead. */
  async ask(line: BusLine, question: Question): Promise<Reply> {
    for (let retryCount = 0; ; retryCount++) {
      await this.#sleepUntil(line.readyMs);
      const turn = this.#turn.then(() => this.#askOnce(line, question));
      this.#turn = turn.catch(() => undefined);
      const reply = await turn;
      this.throwIfOver();
      if (reply === 'noAnswer' && retryCount < line.retriesMax) continue;
      const flaw = shortfalls[reply];
      if (flaw !== undefined) this.#flaw(flaw.code, `${line.name} ${question.place}`, flaw.text);
      this.#checkSilence(reply);
      return reply;
    }
  }

  async #askOnce(line: BusLine, question: Question): Promise<Reply> {
    await this.#quietBus(line);
    this.#line = line;
    line.stream.quiet((frame) => this.#take(frame));
    if (this.#parts.idle.aborted || question.request.length === 0) return 'noAnswer';
    const pending: Pending = { question, over: new AbortController(), reply: 'noAnswer' };
    this.#pending = pending;
    this.#trafficMs = this.#nowMs();
    this.#parts.link.write(question.request);
    await this.#parts.clock.sleep(line.timeoutMs, pending.over.signal);
    const isLate = !pending.over.signal.aborted;
    if (isLate) line.stream.quiet((frame) => this.#take(frame));
    this.#pending = undefined;
    line.readyMs = this.#nowMs() + (isLate ? Math.max(line.paceMs, line.lateMs) : line.paceMs);
    const noise = line.noiseSince();
    if (noise !== '') this.#flaw('serial/bytes-discarded', line.name, noise);
    return pending.reply;
  }

  /** Waits until nobody has spoken for as long as the line needs; a bus that is never quiet is spoken on after the line's timeout. */
  async #quietBus(line: BusLine): Promise<void> {
    const latestMs = this.#nowMs() + line.timeoutMs;
    while (!this.#parts.idle.aborted) {
      const nowMs = this.#nowMs();
      const untilMs = Math.min(this.#trafficMs + line.quietMs, latestMs);
      if (untilMs <= nowMs) return;
      await this.#sleepUntil(untilMs);
    }
  }

  #take(frame: Uint8Array): void {
    const pending = this.#pending;
    const name = this.#line?.name ?? '';
    if (pending === undefined || pending.over.signal.aborted) {
      this.#flaw('serial/answer-unexpected', name, 'answers nothing that was asked');
      return;
    }
    const taken = pending.question.take(frame);
    if (typeof taken === 'object') {
      this.#flaw(taken.isRefusal ? 'serial/device-refused' : 'serial/answer-unexpected', `${name} ${pending.question.place}`, taken.text);
      if (!taken.isRefusal) return;
    }
    pending.reply = typeof taken === 'object' ? 'refused' : taken;
    if (taken !== 'partial') pending.over.abort();
  }

  /** Throws TransientError when the port has ended or the agent stops: what a device was asked has no answer then. */
  throwIfOver(): void {
    throwIfOver(this.#parts.link, this.#parts.idle);
  }

  #checkSilence(reply: Reply): void {
    if (reply !== 'noAnswer') this.#unansweredMs = undefined;
    if (reply !== 'noAnswer') return;
    this.#unansweredMs ??= this.#nowMs();
    const silentMs = this.#nowMs() - this.#unansweredMs;
    const { silenceMs } = this.#parts;
    if (silentMs < silenceMs) return;
    const remedy = 'check that the device is on, its wiring, protocol and baudRate';
    throw new TransientError('serial/silent', `no answer for ${silentMs} ms, limit ${silenceMs} ms — ${remedy}`);
  }

  async #sleepUntil(atMs: number): Promise<void> {
    const restMs = atMs - this.#nowMs();
    if (restMs > 0) await this.#parts.clock.sleep(restMs, this.#parts.idle);
  }

  #nowMs(): number {
    return monoMsOf(this.#parts.clock.now());
  }

  #flaw(code: string, place: string, text: string): void {
    this.#parts.flaw({ code, place, text, discarded: true });
  }
}

/** Throws TransientError when the port has ended, or nobody is to wait any longer. */
export function throwIfOver(link: Link, idle: AbortSignal): void {
  if (link.ended.aborted) {
    const remedy = 'unplugged, or closed by the system: plug it in again, it is opened by itself';
    throw new TransientError('serial/port-closed', `${link.ended.reason} — ${remedy}`);
  }
  if (idle.aborted) throw new TransientError('serial/stopped', 'nobody waits for an answer any longer');
}

import type { Flaw } from '../../../agent/contract/driver.ts';
import { TransientError } from '../../../agent/contract/errors.ts';
import { type Clock, monoMsOf } from '../../../agent/contract/time.ts';
import { type Answer, decodeAnswer, passingExceptions } from '../../serial-protocols/modbus/decode-answer.ts';
import type { RegisterBlock, TransactionId, UnitId } from '../../serial-protocols/modbus/read-request.ts';
import { createMbapFramer, encodeMbapRead, type MbapAnswer } from '../protocols/mbap-framer.ts';
import type { Link } from './tcp-link.ts';

export interface DeskLimits {
  /** How long an answer may take. */
  readonly timeoutMs: number;
  /** Quiet time before every request. */
  readonly paceMs: number;
  /** How often a question is asked again. */
  readonly retriesMax: number;
  /** Without any answer for this long the connection counts as dead. */
  readonly silenceMs: number;
}

/** Registers; `refused` when the device answered without them, `noAnswer` when it did not answer at all. */
export type Reply = Uint16Array | 'refused' | 'noAnswer';

export interface Question {
  readonly unitId: UnitId;
  readonly block: RegisterBlock;
}

interface Waiting {
  readonly transactionId: TransactionId;
  readonly question: Question;
  readonly over: AbortController;
  answer: Answer | undefined;
}

const transactionsCount = 0x1_0000;

/**
 * ```
 *  ask ─▶ quiet time ─▶ request ─▶ link ─▶ device
 *   ▲ answer, or undefined after timeout and retries      │
 *   └──── decode ◀── is it the answer to this? ◀── framer ◀┘     anything else: a flaw
 * ```
 * One question at a time. What comes late, from another unit or without a question is told by its transaction and counted.
 */
export class RequestDesk {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #limits: DeskLimits;
  readonly #idle: AbortSignal;
  readonly #flaw: (flaw: Flaw) => void;
  readonly #framer: ReturnType<typeof createMbapFramer>;
  #transactionId = 0;
  #waiting: Waiting | undefined;
  #heardMs: number;
  #discardedCount = 0;

  /** `idle` aborts when the agent stops or the link ends: nobody waits any longer. */
  constructor(options: { link: Link; idle: AbortSignal; clock: Clock; limits: DeskLimits; flaw: (flaw: Flaw) => void }) {
    this.#link = options.link;
    this.#clock = options.clock;
    this.#limits = options.limits;
    this.#idle = options.idle;
    this.#flaw = options.flaw;
    this.#heardMs = monoMsOf(options.clock.now());
    this.#idle.addEventListener('abort', () => this.#waiting?.over.abort(), { once: true });
    this.#framer = createMbapFramer((answer) => this.#take(answer));
    this.#link.onBytes((bytes) => {
      this.#framer.push(bytes);
      this.#countNoise();
    });
  }

  /** Asks until there is an answer, at most so often; anything but registers is a flaw. Throws TransientError when the link is over or dead. */
  async ask(question: Question): Promise<Reply> {
    for (let retryCount = 0; ; retryCount++) {
      await this.#clock.sleep(this.#limits.paceMs, this.#idle);
      const answer = await this.#askOnce(question);
      if (this.#link.ended.aborted) throw new TransientError('modbus/connection-closed', 'the device closed the connection');
      if (this.#idle.aborted) return 'noAnswer';
      if (answer?.kind === 'registers') return answer.registers;
      const mayRepeat = answer?.kind !== 'exception' || passingExceptions.includes(answer.code);
      if (mayRepeat && retryCount < this.#limits.retriesMax) continue;
      this.#flaw(flawOf(question, answer));
      this.#checkSilence();
      return answer === undefined ? 'noAnswer' : 'refused';
    }
  }

  async #askOnce(question: Question): Promise<Answer | undefined> {
    if (this.#idle.aborted) return undefined;
    this.#transactionId = (this.#transactionId + 1) % transactionsCount;
    const transactionId = this.#transactionId;
    const waiting: Waiting = { transactionId, question, over: new AbortController(), answer: undefined };
    this.#waiting = waiting;
    this.#link.write(encodeMbapRead(question.block, { transactionId, unitId: question.unitId }));
    await this.#clock.sleep(this.#limits.timeoutMs, waiting.over.signal);
    if (waiting.answer === undefined) this.#framer.endOfBytes();
    this.#waiting = undefined;
    this.#countNoise();
    if (waiting.answer !== undefined && waiting.answer.kind !== 'malformed') this.#heardMs = monoMsOf(this.#clock.now());
    return waiting.answer;
  }

  #checkSilence(): void {
    const silentMs = monoMsOf(this.#clock.now()) - this.#heardMs;
    if (silentMs >= this.#limits.silenceMs) throw new TransientError('modbus/silent', `no answer for ${silentMs} ms`);
  }

  #take({ transactionId, unitId, pdu }: MbapAnswer): void {
    const waiting = this.#waiting;
    const isAwaited = waiting?.answer === undefined && waiting?.transactionId === transactionId && waiting.question.unitId === unitId;
    if (!isAwaited) {
      const text = `transaction ${transactionId} of unit ${unitId} answers nothing that was asked`;
      this.#flaw({ code: 'modbus/answer-unexpected', place: `unit ${unitId}`, text, discarded: true });
      return;
    }
    waiting.answer = decodeAnswer(pdu, waiting.question.block);
    waiting.over.abort();
  }

  #countNoise(): void {
    const count = this.#framer.discardedCount - this.#discardedCount;
    if (count === 0) return;
    this.#discardedCount += count;
    this.#flaw({ code: 'modbus/bytes-discarded', place: 'stream', text: `${count} bytes are no answer`, discarded: true });
  }
}

function flawOf({ unitId, block }: Question, answer: Answer | undefined): Flaw {
  const place = `unit ${unitId} ${block.table} ${block.at}…${block.at + block.count - 1}`;
  if (answer === undefined) return { code: 'modbus/no-answer', place, text: 'no answer in time', discarded: true };
  if (answer.kind === 'exception') {
    return { code: 'modbus/exception-answer', place, text: `exception ${answer.code}: ${answer.text}`, discarded: true };
  }
  return { code: 'modbus/answer-malformed', place, text: answer.kind === 'malformed' ? answer.text : '', discarded: true };
}

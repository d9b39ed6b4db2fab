import type { Logger } from '../contract/logger.ts';

/** What a channel can be in a good or a bad state about. */
export type StateSubject = 'connection' | 'publish' | 'receipts' | 'verdict' | 'answers' | 'requests' | 'presence';

export interface Notice {
  readonly level: 'info' | 'warn' | 'error';
  /** `report/mqtt-…`, stable. */
  readonly code: string;
  /** One sentence for the status; the log has the facts as well. */
  readonly text: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Logs a subject's state when it changes and never while it lasts: a broker that is away for a day is one line, not a thousand. */
export class StateLog {
  readonly #logger: Logger;
  readonly #common: Readonly<Record<string, unknown>>;
  readonly #states = new Map<StateSubject, Notice>();

  constructor(logger: Logger, common: Readonly<Record<string, unknown>>) {
    this.#logger = logger;
    this.#common = common;
  }

  enter(subject: StateSubject, notice: Notice): void {
    const before = this.#states.get(subject);
    this.#states.set(subject, notice);
    if (before?.code !== notice.code) this.#logger[notice.level](notice.code, { ...this.#common, text: notice.text, ...notice.facts });
  }

  /** Good news is news only after bad news. */
  recover(subject: StateSubject, notice: Notice): void {
    if (this.#isTrouble(subject)) this.enter(subject, notice);
  }

  /** The first of these subjects that is in trouble, in words; undefined when all are well. */
  trouble(subjects: readonly StateSubject[]): string | undefined {
    return subjects.filter((subject) => this.#isTrouble(subject)).map((subject) => this.text(subject))[0];
  }

  /** The state of a subject in words; undefined before its first. */
  text(subject: StateSubject): string | undefined {
    return this.#states.get(subject)?.text;
  }

  #isTrouble(subject: StateSubject): boolean {
    const state = this.#states.get(subject);
    return state !== undefined && state.level !== 'info';
  }
}

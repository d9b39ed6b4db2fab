import type { Flaw } from '../../../agent/contract/driver.ts';
import type { TopicReader } from './topic-reader.ts';

const silencePeriodCount = 3;
/** A silent topic is asked for again this often: its publisher may have come with a quality of service that did not match. */
export const askAgainMs = 60_000;

/** What the arrivals so far ask for. */
export interface TopicFindings {
  /** To be asked for anew. */
  readonly askAgain: readonly TopicReader[];
  readonly flaws: readonly Flaw[];
  /** Nothing comes any more, on any topic: the connection is to be made anew. */
  readonly isOver: boolean;
}

interface Watched {
  readonly reader: TopicReader;
  /** Infinite for a topic that speaks on change only. */
  readonly limitMs: number;
  heardCount: number;
  arrivedMs: number;
  hasSpoken: boolean;
  askedMs: number | undefined;
}

export interface TopicWatchParts {
  readonly readers: readonly TopicReader[];
  readonly silenceMs: number;
  /** Gives up after the limit of the quickest topic, not of the slowest, when nothing has come at all. */
  readonly isGuess: boolean;
}

/**
 * ```
 *  a topic is silent for max(silenceMs, 3 periods) ──▶ flaw, asked for again at once and each minute
 *  all are: no arrival for the limit of the quickest that has spoken ──▶ over: the client is built anew
 * ```
 * Silence is rosbridge's normal error: an unknown type, an absent topic, a bridge left over from a stop, all say nothing (facts/field-behaviour
 * §1). Arrival is a count per message; this looks at the counts now and then, and time is an argument.
 */
export class TopicWatch {
  readonly #watched: readonly Watched[];
  readonly #isGuess: boolean;
  #lastMs: number;

  constructor({ readers, silenceMs, isGuess }: TopicWatchParts, nowMs: number) {
    this.#isGuess = isGuess;
    this.#lastMs = nowMs;
    this.#watched = readers.map((reader) => ({
      reader,
      limitMs: reader.chosen.topic.onChange ? Number.POSITIVE_INFINITY : Math.max(silenceMs, reader.chosen.periodMs * silencePeriodCount),
      heardCount: reader.heardCount,
      arrivedMs: nowMs,
      hasSpoken: false,
      askedMs: undefined,
    }));
  }

  /** True once any topic has spoken on this connection. */
  get hasHeard(): boolean {
    return this.#watched.some(({ hasSpoken }) => hasSpoken);
  }

  /** To be called a few times per silence limit. */
  look(nowMs: number): TopicFindings {
    for (const one of this.#watched) if (one.heardCount !== one.reader.heardCount) this.#arrived(one, nowMs);
    const isOver = nowMs - this.#lastMs > this.#patienceMs();
    const silent = this.#watched.filter(({ arrivedMs, limitMs }) => nowMs - arrivedMs > limitMs);
    const anew = silent.filter(({ askedMs }) => askedMs === undefined);
    const again = isOver ? [] : silent.filter(({ askedMs }) => askedMs === undefined || nowMs - askedMs >= askAgainMs);
    for (const one of [...anew, ...again]) one.askedMs = nowMs;
    return { askAgain: again.map(({ reader }) => reader), flaws: anew.filter(isMissed).map(flawOf), isOver };
  }

  #arrived(one: Watched, nowMs: number): void {
    one.heardCount = one.reader.heardCount;
    one.arrivedMs = nowMs;
    one.hasSpoken = true;
    one.askedMs = undefined;
    this.#lastMs = nowMs;
  }

  /** A slow topic that goes on while the quick ones are gone keeps the connection; before anything came, the slowest must have had time. */
  #patienceMs(): number {
    const spoken = this.#watched.filter(({ hasSpoken }) => hasSpoken).map(({ limitMs }) => limitMs);
    if (this.#watched.length === 0) return 0;
    const quickestMs = Math.min(...spoken);
    if (Number.isFinite(quickestMs)) return quickestMs;
    const limits = this.#watched.map(({ limitMs }) => limitMs).filter(Number.isFinite);
    if (limits.length === 0) return Number.POSITIVE_INFINITY;
    return this.#isGuess ? Math.min(...limits) : Math.max(...limits);
  }
}

/** A topic that not every robot has is missed only once it has spoken. */
function isMissed({ reader }: Watched): boolean {
  return !reader.chosen.topic.optional || reader.heardCount > 0;
}

function flawOf({ reader, limitMs }: Watched): Flaw {
  const { topic, type } = reader.chosen.topic;
  const remedy = 'see that it is published under this name and type, and that the bridge may pass it on';
  return { code: 'rosbridge/topic-silent', place: topic, text: `${type}: nothing for ${limitMs} ms; ${remedy}`, discarded: false };
}

import type { TrueStretch } from './true-robot.ts';

/** Where the agent was while a stretch of true time went by. */
export type AgentPlace = 'awake' | 'asleep' | 'away';

/** Hours of one sort: true ones, and what became of each; whole ms. */
export interface HourBook {
  trueMs: number;
  /** No agent ran. */
  awayMs: number;
  /** The agent's host slept. */
  asleepMs: number;
  /** Of that, the sleep that goes on, or was the last. */
  sleepingMs: number;
  /** The agent ran, and nothing showed it. */
  unseenMs: number;
  /** Counted, and lost by a kill before it was durable. */
  lostMs: number;
  /** Counted though it was not so: the last reading still held. */
  heldMs: number;
}

const openingBook = (): HourBook => ({ trueMs: 0, awayMs: 0, asleepMs: 0, sleepingMs: 0, unseenMs: 0, lostMs: 0, heldMs: 0 });

/** Says of every true hour what became of it; what is billed is the rest. */
export class HourBooks {
  readonly powerOn = openingBook();
  readonly operating = openingBook();

  /** A host that loses its power asleep never tells of that sleep: the agent was away. */
  neverWoke(): void {
    for (const book of [this.powerOn, this.operating]) {
      book.awayMs += book.sleepingMs;
      book.asleepMs -= book.sleepingMs;
      book.sleepingMs = 0;
    }
  }

  /** `billed`: what the reference meter counted meanwhile; both begin with the stretch. */
  add(stretch: TrueStretch, place: AgentPlace, billed: { readonly powerOnMs: number; readonly operatingMs: number }): void {
    enter(this.powerOn, stretch.isOn ? stretch.elapsedMs : 0, { place, billedMs: billed.powerOnMs });
    enter(this.operating, stretch.operatingMs, { place, billedMs: billed.operatingMs });
  }

  lose(lost: { readonly powerOnMs: number; readonly operatingMs: number }): void {
    this.powerOn.lostMs += lost.powerOnMs;
    this.operating.lostMs += lost.operatingMs;
  }
}

/** What must stand on the meter. */
export const billedMsOf = (book: HourBook): number => book.trueMs + book.heldMs - book.awayMs - book.asleepMs - book.unseenMs - book.lostMs;

function enter(book: HourBook, trueMs: number, { place, billedMs }: { place: AgentPlace; billedMs: number }): void {
  book.trueMs += trueMs;
  if (place === 'away') book.awayMs += trueMs;
  else if (place === 'asleep') {
    book.asleepMs += trueMs;
    book.sleepingMs += trueMs;
  } else {
    book.sleepingMs = 0;
    book.unseenMs += Math.max(0, trueMs - billedMs);
    book.heldMs += Math.max(0, billedMs - trueMs);
  }
}

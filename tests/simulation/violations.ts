import type { FaultTrace } from './fault-trace.ts';

/** What must hold whatever is done to the robot; each name is what a failing seed prints. */
export const invariants = {
  committedIsKept: 'what a commit made durable is found after every restart, unless a record states its loss',
  lossIsStated: 'every committed record or report that is gone lies in a range the new epoch states',
  restartIsStated: 'every process that goes on after another begins with a record that says from where',
  nothingCountedTwice: 'hours and events never exceed what the world saw, and no report or event is there twice',
  hoursAreThose: 'committed hours are those the world counted, up to the moment of the last commit',
  lossBoundHolds: 'a kill costs no more than the stated loss bound, while the disk is well',
  urgentIsDurable: 'what must be durable at once is, before the next item is taken',
  evidenceVerifies: 'chain, root, counters and reports verify from first to last (V0–V7)',
  receiverAgrees: 'the receiver holds the very reports of the robot, and its hours are the robot’s',
  reportSeqContiguous: 'reports are numbered without a hole, but for stated losses',
  progressAfterFaults: 'once faults stop, every report has its receipt within bounded time',
  startsWithoutAHand: 'the agent starts again by itself, whatever it finds',
  memoryBounded: 'links, appointments and waiting records stay within their limits',
  diskBounded: 'what lies on the disk stays within its limit',
} as const;
export type Invariant = keyof typeof invariants;

export interface Violation {
  readonly invariant: Invariant;
  readonly atMs: number;
  readonly detail: string;
}

/** So many are kept of each invariant; the first is what matters. */
const keptMax = 5;

/** Collects what did not hold. */
export class Violations {
  readonly all: Violation[] = [];
  readonly #trace: FaultTrace;
  readonly #nowMs: () => number;

  constructor(trace: FaultTrace, nowMs: () => number) {
    this.#trace = trace;
    this.#nowMs = nowMs;
  }

  /** Notes the violation unless the condition holds. */
  check(invariant: Invariant, holds: boolean, detail: () => string): void {
    if (holds) return;
    const violation = { invariant, atMs: Math.round(this.#nowMs()), detail: detail() };
    this.#trace.note('violation', `${invariant}: ${violation.detail}`);
    const keptCount = this.all.filter((kept) => kept.invariant === invariant).length;
    if (keptCount < keptMax) this.all.push(violation);
  }
}

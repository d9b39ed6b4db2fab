import type { FaultTrace } from '../fault-trace.ts';

/** What must hold whatever is done to a robot's hours; each name is what a failing seed prints. */
export const meteringInvariants = {
  statesAddUp: 'the exclusive states of each life sum exactly to its elapsed boottime, and are those of a reference meter',
  countersNest: 'powerOn ⊇ ready ⊇ operating ⊇ collaborative, and each of the three vectors sums exactly to operating, at every commit',
  countersNeverFall: 'no counter is ever below what a commit before made durable',
  hoursAreExact: 'durable hours are those of the reference meter, to the millisecond',
  neverAbove: 'billed hours are not above the true ones, but for the time a last reading holds',
  belowByTheBound: 'true hours that are not billed are silent, asleep, without an agent, or lost by a kill within the stated bound',
  startsAreSaid: 'every start after the first says how the run before ended and what it cost, and every run has its sums on record',
  silencesAreSaid: 'every silence that ended is a record of its length',
  sleepsAreSaid: 'every sleep is a record of its length',
  clockStepsAreSaid: 'every step of the wall clock is a record of its size, and nothing else is',
  partsAreSaid: 'every part that was swapped is on record, and a counter that wraps is no reset',
  imputedIsSaid: 'unmetered time is the sum of what records say was imputed',
  offIsFree: 'of a time without contradiction nothing is imputed',
  absenceIsFound: 'where a strong counter of hours saw the robot run without us, the time is found, and no more than it',
} as const;
export type MeteringInvariant = keyof typeof meteringInvariants;

export interface MeteringViolation {
  readonly invariant: MeteringInvariant;
  readonly atMs: number;
  readonly detail: string;
}

/** So many are kept of each invariant. */
const keptMax = 3;

/** Collects what did not hold. */
export class MeteringViolations {
  readonly all: MeteringViolation[] = [];
  readonly #trace: FaultTrace;
  readonly #nowMs: () => number;

  constructor(trace: FaultTrace, nowMs: () => number) {
    this.#trace = trace;
    this.#nowMs = nowMs;
  }

  /** Notes the violation unless the condition holds. */
  check(invariant: MeteringInvariant, holds: boolean, detail: () => string): void {
    if (holds) return;
    const violation = { invariant, atMs: this.#nowMs(), detail: detail() };
    this.#trace.note('VIOLATED', `${invariant}: ${violation.detail}`);
    if (this.all.filter((kept) => kept.invariant === invariant).length < keptMax) this.all.push(violation);
  }
}

import { hangOverMs } from '../../../agent/aggregate/usage-meter.ts';
import type { EnvironmentGrade } from '../../../agent/contract/assessment.ts';
import type { MsByGrade } from '../../../agent/contract/usage.ts';

/** What must have been counted of one life of the agent, up to a moment; whole ms. */
export interface ReferenceHours {
  readonly powerOnMs: number;
  readonly readyMs: number;
  readonly operatingMs: number;
  readonly collaborativeMs: number;
  readonly operatingMsByE: MsByGrade;
}

/** What the agent knows from one moment on, until it is told otherwise. */
interface Knowledge {
  readonly presentUntilMs: number;
  readonly isMoving: boolean;
  readonly hangOverUntilMs: number;
  readonly drivesPowered: boolean;
  readonly grade: EnvironmentGrade;
}

interface Snapshot {
  readonly monoMs: number;
  readonly hours: ReferenceHours;
  readonly known: Knowledge;
}

export const noHours: ReferenceHours = { powerOnMs: 0, readyMs: 0, operatingMs: 0, collaborativeMs: 0, operatingMsByE: [0, 0, 0, 0, 0] };

/**
 * The meter said again in the plainest way: from what arrived when, by intervals between two arrivals, without windows, ticks or state to save.
 * One per life of the agent; monotonic time of its boot.
 */
export class ReferenceMeter {
  readonly startedMs: number;
  readonly #holdMs: number;
  #snapshots: Snapshot[];

  constructor(life: { readonly startedMs: number; readonly holdMs: number; readonly grade: EnvironmentGrade }) {
    this.startedMs = life.startedMs;
    this.#holdMs = life.holdMs;
    const known = { presentUntilMs: 0, isMoving: false, hangOverUntilMs: 0, drivesPowered: true, grade: life.grade };
    this.#snapshots = [{ monoMs: life.startedMs, hours: noHours, known }];
  }

  get nowMs(): number {
    return this.#last.monoMs;
  }

  passUntil(monoMs: number): void {
    if (monoMs > this.nowMs) this.#snapshots.push({ monoMs, hours: this.at(monoMs), known: this.#last.known });
  }

  /** A reading of the joints arrives now. */
  seeFrame(isMoving: boolean): void {
    const { known } = this.#last;
    const hangOverUntilMs = known.isMoving ? Math.min(this.nowMs, known.presentUntilMs) + hangOverMs : known.hangOverUntilMs;
    this.#learn({ isMoving, hangOverUntilMs, presentUntilMs: this.nowMs + this.#holdMs });
  }

  seeDrives(drivesPowered: boolean): void {
    this.#learn({ drivesPowered });
  }

  seeGrade(grade: EnvironmentGrade): void {
    this.#learn({ grade });
  }

  /** Up to a moment that is not before the last one forgotten. */
  at(monoMs: number): ReferenceHours {
    const from = this.#snapshots.findLast((snapshot) => snapshot.monoMs <= monoMs);
    if (from === undefined) throw new RangeError(`${monoMs} ms is before what is remembered`);
    return added(from, monoMs);
  }

  /** What was before this moment is not asked for any more. */
  forgetBefore(monoMs: number): void {
    const kept = this.#snapshots.findLastIndex((snapshot) => snapshot.monoMs <= monoMs);
    if (kept > 0) this.#snapshots = this.#snapshots.slice(kept);
  }

  get #last(): Snapshot {
    const last = this.#snapshots.at(-1);
    if (last === undefined) throw new RangeError('a life has at least its beginning');
    return last;
  }

  #learn(known: Partial<Knowledge>): void {
    const last = this.#last;
    this.#snapshots[this.#snapshots.length - 1] = { ...last, known: { ...last.known, ...known } };
  }
}

function added({ monoMs: fromMs, hours, known }: Snapshot, toMs: number): ReferenceHours {
  const until = (endMs: number): number => Math.max(0, Math.min(toMs, endMs) - fromMs);
  const powerOnMs = until(known.presentUntilMs);
  const movedMs = known.isMoving ? powerOnMs : Math.min(powerOnMs, until(known.hangOverUntilMs));
  const operatingMs = known.drivesPowered ? movedMs : 0;
  const [e1, e2, e3, e4, e5] = hours.operatingMsByE;
  const byE: [number, number, number, number, number] = [e1, e2, e3, e4, e5];
  byE[known.grade.e - 1] = (byE[known.grade.e - 1] ?? 0) + operatingMs;
  return {
    powerOnMs: hours.powerOnMs + powerOnMs,
    readyMs: hours.readyMs + (known.drivesPowered ? powerOnMs : 0),
    operatingMs: hours.operatingMs + operatingMs,
    collaborativeMs: hours.collaborativeMs + (known.grade.ePeople >= 3 ? operatingMs : 0),
    operatingMsByE: byE,
  };
}

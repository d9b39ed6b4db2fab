import type { HostRole } from '../contract/host-role.ts';
import type { LedgerEntry } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { monoMsOf, type TimePoint } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import type { AggregateState } from './aggregate-state.ts';
import { clockStepMs } from './clock-step.ts';
import type { ProcessStart } from './desk.ts';
import { beginLife, type LifeStates, lifeFacts, type ProcessLife, statesOf } from './process-life.ts';
import { addAmounts, type UsageMeterState } from './usage-meter.ts';

/** The host slept when boottime ran this much further than monotonic time (decisions B1). */
export const suspendMsMin = 2000;
/** A live agent's time moves on this often; three of these without a tick is a stall. */
export const tickEveryMs = 1000;
const stalledTickCount = 3;

/** The process that runs, and the one before it where that wrote no stop; plain JSON. */
export interface ClockWatchState {
  readonly life: ProcessLife | null;
  readonly cut: { readonly life: ProcessLife; readonly states: LifeStates } | null;
}

export const openingClocks: ClockWatchState = { life: null, cut: null };

/** A new process finds the life of the last one still open when it was cut off: what that came to is told from its last commit. */
export function restartClocks(saved: ClockWatchState | undefined, meter: UsageMeterState): ClockWatchState {
  const life = saved?.life ?? null;
  return { life: null, cut: life === null ? null : { life, states: statesOf(life, meter.counters, meter.countedUntilMs) } };
}

export interface ClockWatchParts {
  readonly state: AggregateState;
  readonly hostRole?: HostRole | undefined;
  readonly recorder: { append(entry: LedgerEntry): void; readonly lossBoundMs: number };
  /** Hears what moves the labels of the open period. */
  readonly reporter: {
    seeClockStep(stepMs: number): void;
    seeSynchronised(stepMs: number, labelled: { readonly fromWallMs: number; readonly toWallMs: number }): void;
  };
}

/**
 * Watches the host's clocks through the life of one process (decisions B1, risk model §2.2).
 * ```
 *  start ─▶ meter.boot of a life that was cut, meter.resumed          stop ─▶ meter.boot
 *  see ───▶ meter.suspended, clock.synchronised, clock.step           tick ─▶ meter.stalled
 * ```
 */
export class ClockWatch {
  readonly #parts: ClockWatchParts;
  #tickedMs: number | undefined;

  constructor(parts: ClockWatchParts) {
    this.#parts = parts;
  }

  start({ time, before }: ProcessStart): void {
    const { state } = this.#parts;
    const { cut } = state.clocks;
    if (cut !== null) this.#record('meter.boot', time, lifeFacts(cut.life, cut.states, 'cut'));
    if (before !== undefined) this.#record('meter.resumed', time, this.#resumption(time, before));
    state.clocks = { life: beginLife(time, state.meter.counters), cut: null };
  }

  /** Every moment, before its item is taken. */
  see(before: TimePoint | undefined, time: TimePoint): void {
    if (before === undefined) return;
    this.#seeSuspend(time);
    const stepMs = clockStepMs(before, time);
    if (time.syncState === 'synced' && before.syncState === 'unsynced' && before.bootId === time.bootId) this.#synchronised(before, time);
    else if (stepMs !== 0) this.#stepped(time, stepMs);
  }

  /** Once in `tickEveryMs` of a live agent. A tick that is late while the host was awake says that the agent was kept from working. */
  tick(time: TimePoint): void {
    const nowMs = monoMsOf(time);
    const lateMs = nowMs - (this.#tickedMs ?? nowMs) - tickEveryMs;
    this.#tickedMs = nowMs;
    if (lateMs > (stalledTickCount - 1) * tickEveryMs) this.#record('meter.stalled', time, { lateMs });
  }

  /** The totals must be counted up to here. */
  stop(time: TimePoint): void {
    const { state } = this.#parts;
    const { life } = state.clocks;
    if (life === null) return;
    this.#record('meter.boot', time, lifeFacts(life, statesOf(life, state.meter.counters, state.meter.countedUntilMs), 'stopped'));
    state.clocks = openingClocks;
  }

  /** What of the run before is lost at most: nothing after a stop, else what one period of the ledger holds back, or all the time since. */
  #resumption(time: TimePoint, before: TimePoint): Readonly<Record<string, Json>> {
    const { state, recorder } = this.#parts;
    const wasCut = state.clocks.cut !== null;
    const isSameBoot = before.bootId === time.bootId;
    const downMs = Math.max(0, Math.round(time.boottimeMs - before.boottimeMs));
    const boundMs = isSameBoot ? Math.min(recorder.lossBoundMs, downMs) : recorder.lossBoundMs;
    return {
      lastPersisted: new Date(before.wallMs).toISOString(),
      end: wasCut ? (isSameBoot ? 'killed' : 'powerCut') : 'stopped',
      lossBoundMs: wasCut ? boundMs : 0,
      downMs: isSameBoot ? downMs : { ...unknown('notObserved') },
      hostUpMs: isSameBoot ? 0 : Math.round(time.boottimeMs),
    };
  }

  #seeSuspend(time: TimePoint): void {
    const { state, hostRole = 'onboard' } = this.#parts;
    const { life } = state.clocks;
    if (life === null || life.bootId !== time.bootId) return;
    const offsetMs = time.boottimeMs - monoMsOf(time);
    const suspendedMs = Math.floor(offsetMs - life.offsetMs);
    if (suspendedMs <= suspendMsMin) return;
    state.clocks = { cut: null, life: { ...life, offsetMs: life.offsetMs + suspendedMs, suspendedMs: life.suspendedMs + suspendedMs } };
    state.meter = addAmounts(state.meter, hostRole === 'gateway' ? { gapMs: suspendedMs } : { suspendedMs });
    this.#record('meter.suspended', time, { suspendedMs, countedAs: hostRole === 'gateway' ? 'gapMs' : 'suspendedMs' });
  }

  /** The first synchronisation of a process is normal; a later one that moves the clock is a step like any other. */
  #synchronised(before: TimePoint, time: TimePoint): void {
    const { state, reporter } = this.#parts;
    const { life } = state.clocks;
    const stepMs = clockStepMs(before, time);
    if (life === null || life.synchronised) {
      if (stepMs !== 0) this.#stepped(time, stepMs);
      return;
    }
    state.clocks = { cut: null, life: { ...life, startedWallMs: life.startedWallMs + stepMs, synchronised: true } };
    reporter.seeSynchronised(stepMs, { fromWallMs: life.startedWallMs, toWallMs: before.wallMs });
    this.#record('clock.synchronised', time, { stepMs });
  }

  #stepped(time: TimePoint, stepMs: number): void {
    this.#parts.reporter.seeClockStep(stepMs);
    this.#record('clock.step', time, { stepMs });
  }

  /** Boots, gaps and steps are durable at once (decisions B2). */
  #record(type: string, time: TimePoint, data: Readonly<Record<string, Json>>): void {
    this.#parts.recorder.append({ type, time, data, urgent: true });
  }
}

import type { DeskOutput } from '../../agent/aggregate/desk.ts';
import { WitnessDesk } from '../../agent/aggregate/witness-desk.ts';
import { openingWitnesses, type WitnessState } from '../../agent/aggregate/witness-state.ts';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import type { LedgerEntry } from '../../agent/contract/record.ts';
import type { Component, SignalName } from '../../agent/contract/signal.ts';
import { monoMs, type TimePoint, wallMs } from '../../agent/contract/time.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { noUsage, type UsageCounters } from '../../agent/contract/usage.ts';
import type { WitnessCounter, WitnessMessage } from '../../agent/contract/witness.ts';
import { epochWallMs, timeAt } from './telemetry.ts';

export const hourMs = 3_600_000;
export const minuteMs = 60_000;

export interface Told {
  readonly component?: string;
  readonly serialNumber?: string | null;
  readonly stepSize?: number;
  readonly wrapsAt?: number;
  readonly sourceId?: string;
}

export interface DeskSetup {
  readonly isGateway?: boolean;
  readonly locomotion?: Profile['locomotion'];
  readonly dutyRatio?: number;
}

/** A witness desk with counters of its own: each boot starts at a wall time, and passes in windows of a minute. */
export class WitnessBench {
  readonly state: WitnessState;
  readonly entries: LedgerEntry[] = [];
  counters: UsageCounters = noUsage;
  readonly #setup: DeskSetup;
  #desk: WitnessDesk;
  #boot = 0;
  #wallMs = 0;
  #monoMs = 0;
  #last: TimePoint | undefined;

  constructor(setup: DeskSetup = {}, state: WitnessState = openingWitnesses()) {
    this.#setup = setup;
    this.state = state;
    this.#desk = this.#createDesk();
  }

  /** Switched on at this moment of the wall clock; the agent starts so long after its host. */
  boot(atWallMs: number, startAfterMs = 20_000): this {
    this.#boot += 1;
    this.#wallMs = atWallMs;
    this.#monoMs = startAfterMs;
    return this.#begin();
  }

  /** The agent starts again so long after it ended, its host never off. */
  restart(afterMs: number): this {
    this.#wallMs += afterMs;
    this.#monoMs += afterMs;
    return this.#begin();
  }

  /** Time passes metered: powered on, and operating all the while unless told otherwise. */
  pass(durationMs: number, { operating = true, each = () => undefined }: { operating?: boolean; each?: () => void } = {}): this {
    for (let leftMs = durationMs; leftMs > 0; leftMs -= minuteMs) {
      const ms = Math.min(minuteMs, leftMs);
      this.#wallMs += ms;
      this.#monoMs += ms;
      const { powerOnMs, operatingMs } = this.counters;
      this.counters = { ...this.counters, powerOnMs: powerOnMs + ms, operatingMs: operatingMs + (operating ? ms : 0) };
      each();
      this.window([], operating ? ms : 0);
    }
    return this;
  }

  /** The host sleeps: the wall clock goes on, the monotonic one does not. */
  sleep(durationMs: number): this {
    this.#wallMs += durationMs;
    return this;
  }

  /** A source is heard again after so long. */
  silence(durationMs: number, sourceId: string): this {
    const [fromMs, toMs] = [monoMs(this.#monoMs), monoMs(this.#monoMs + durationMs)];
    this.#wallMs += durationMs;
    this.#monoMs += durationMs;
    this.#take(this.#desk.gap({ sourceId, fromMs, toMs, cause: 'silence' }));
    return this;
  }

  /** The wall clock is set, and nothing else. */
  step(byMs: number): this {
    this.#wallMs += byMs;
    return this;
  }

  /** A counter says its value. */
  tell(counter: WitnessCounter, value: number, told: Told = {}): this {
    const { component = 'controller', serialNumber = 'C-1', stepSize = 1, sourceId = 'robot' } = told;
    const base = { kind: 'witness', sourceId, time: this.now(), component, counter, value, stepSize } as const;
    const serial = serialNumber === null ? unknown('notReported') : serialNumber;
    const wraps = told.wrapsAt === undefined ? {} : { wrapsAt: told.wrapsAt };
    const message: WitnessMessage = { ...base, serialNumber: serial, ...wraps };
    this.#take(this.#desk.message(message));
    return this;
  }

  /** A window of these streams closes now. */
  window(streams: readonly WindowFeatures[] = [], operatingMs = 0): this {
    const endMs = monoMs(this.#monoMs);
    this.#take(this.#desk.window({ startMs: monoMs(endMs - 1), endMs, operatingMs, streams }, this.now()));
    return this;
  }

  stop(): this {
    this.#take(this.#desk.stop(this.now()));
    this.#last = this.now();
    return this;
  }

  /** The power goes; what was saved stays. */
  cut(): this {
    this.#last = this.now();
    return this;
  }

  now(): TimePoint {
    const time = timeAt(this.#monoMs);
    return { ...time, wallMs: wallMs(epochWallMs + this.#wallMs), bootId: `boot-${this.#boot}` };
  }

  /** Facts of the entries of this type, in order. */
  said(type: string): Record<string, unknown>[] {
    return this.entries.filter((entry) => entry.type === type).map(({ data }) => data);
  }

  #begin(): this {
    this.#desk = this.#createDesk();
    this.#take(this.#desk.start({ time: this.now(), before: this.#last }));
    return this;
  }

  #createDesk(): WitnessDesk {
    const { isGateway = false, locomotion = 'fixed', dutyRatio = 0.5 } = this.#setup;
    return new WitnessDesk({
      witnesses: this.state,
      profile: { locomotion },
      hostRole: isGateway ? 'gateway' : 'onboard',
      state: { meter: this },
      assessor: { gapDutyRatio: () => dutyRatio },
    });
  }

  #take({ entries, unmeteredMs = 0 }: DeskOutput): void {
    this.entries.push(...entries);
    this.counters = { ...this.counters, unmeteredMs: this.counters.unmeteredMs + unmeteredMs };
  }
}

/** A stream's features of one window in which every cell of these signals is known. */
export function streamOf(component: Component, cells: Partial<Record<SignalName, readonly number[]>>, sourceId = 'robot'): WindowFeatures {
  const signals = Object.keys(cells) as SignalName[];
  const values = Float64Array.from(Object.values(cells).flat());
  const parts = Array.from({ length: values.length / signals.length }, (_, index) => `part${index}`);
  return {
    layout: { sourceId, component, parts, signals, periodMs: 1000 },
    startMs: monoMs(0),
    endMs: monoMs(1000),
    frameCount: 1,
    count: new Uint32Array(values.length).fill(1),
    ...{ mean: values, min: values, max: values, sd: new Float64Array(values.length) },
  };
}

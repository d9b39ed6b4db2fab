import { type AggregateState, openingAggregateState, restartAggregate } from '../../agent/aggregate/aggregate-state.ts';
import { Aggregator } from '../../agent/aggregate/aggregator.ts';
import { ClockWatch } from '../../agent/aggregate/clock-watch.ts';
import type { EnvironmentGrade } from '../../agent/contract/environment-grade.ts';
import type { HostRole } from '../../agent/contract/host-role.ts';
import type { LedgerEntry } from '../../agent/contract/record.ts';
import { monoMsOf, monoNs, type SyncState, type TimePoint, wallMs } from '../../agent/contract/time.ts';
import { epochWallMs, frameOf, gradeOf, timeAt, twoJointProfile, velocityLayout } from './telemetry.ts';

/** One host whose clocks a test moves by hand, with the meter and the watch of one agent after another on it. */
export class ClockCourse {
  readonly entries: LedgerEntry[] = [];
  readonly steps: number[] = [];
  readonly labels: { stepMs: number; fromWallMs: number; toWallMs: number }[] = [];
  readonly lossBoundMs = 60_000;
  readonly #hostRole: HostRole | undefined;
  #state: AggregateState = openingAggregateState();
  #monoMs = 1000;
  #boottimeMs = 1000;
  #wallMs = epochWallMs;
  #bootCount = 1;
  #sync: SyncState = 'unsynced';
  #before: TimePoint | undefined;
  #aggregator: Aggregator | undefined;
  #watch: ClockWatch | undefined;

  constructor(hostRole?: HostRole) {
    this.#hostRole = hostRole;
  }

  get state(): AggregateState {
    return this.#state;
  }

  now(): TimePoint {
    return {
      ...timeAt(0),
      wallMs: wallMs(this.#wallMs),
      monoNs: monoNs(BigInt(this.#monoMs) * 1_000_000n),
      boottimeMs: this.#boottimeMs,
      bootId: `boot-${this.#bootCount}`,
      syncState: this.#sync,
    };
  }

  ofType(type: string): LedgerEntry['data'][] {
    return this.entries.filter((entry) => entry.type === type).map(({ data }) => data);
  }

  start(grade: EnvironmentGrade = gradeOf(2)): this {
    const silent = { onWindow: () => undefined, onEventStart: () => undefined, onEventEnd: () => undefined };
    const output = { ...silent, onGap: () => undefined, onFault: () => undefined };
    this.#aggregator = new Aggregator({ state: this.#state, profile: twoJointProfile, grade, output });
    this.#aggregator.open(velocityLayout);
    this.#watch = new ClockWatch({
      state: this.#state,
      hostRole: this.#hostRole,
      recorder: { append: (entry) => this.entries.push(entry), lossBoundMs: this.lossBoundMs },
      reporter: {
        seeClockStep: (stepMs) => this.steps.push(stepMs),
        seeSynchronised: (stepMs, labelled) => this.labels.push({ stepMs, ...labelled }),
      },
    });
    const time = this.now();
    this.#watch.start({ time, before: this.#before });
    this.#moment(time);
    return this;
  }

  /** The host runs on for so long, then the joints are read at this speed; undefined: nothing is read, time only moves. */
  run(forMs: number, speedRadPerS?: number): this {
    const time = this.pass(forMs).now();
    this.#moment(time);
    if (speedRadPerS !== undefined) this.#aggregator?.frame({ ...frameOf(velocityLayout, 0, [speedRadPerS, 0]), time });
    return this;
  }

  /** The host is awake for so long, and no agent runs or hears of it. */
  pass(forMs: number): this {
    this.#monoMs += forMs;
    this.#boottimeMs += forMs;
    this.#wallMs += forMs;
    return this;
  }

  sleep(forMs: number): this {
    this.#boottimeMs += forMs;
    this.#wallMs += forMs;
    return this;
  }

  stepWall(byMs: number, sync: SyncState = this.#sync): this {
    this.#wallMs += byMs;
    this.#sync = sync;
    return this;
  }

  tick(): this {
    this.#watch?.tick(this.now());
    return this;
  }

  stop(): this {
    const time = this.now();
    this.#aggregator?.finish(monoMsOf(time));
    this.#watch?.stop(time);
    return this.#leave(time);
  }

  /** Ends without a stop; everything so far was committed. */
  cut(): this {
    return this.#leave(this.now());
  }

  /** Another boot: its clocks start again, its wall clock shows what the hardware says. */
  reboot(offMs: number, wall: number = this.#wallMs + offMs): this {
    this.#bootCount++;
    [this.#monoMs, this.#boottimeMs, this.#wallMs, this.#sync] = [5000, 5000, wall, 'unsynced'];
    return this;
  }

  #moment(time: TimePoint): void {
    this.#watch?.see(this.#before, time);
    this.#aggregator?.advance(monoMsOf(time));
    this.#before = time;
  }

  #leave(time: TimePoint): this {
    this.#aggregator?.save();
    this.#state = restartAggregate(JSON.parse(JSON.stringify(this.#state)) as AggregateState);
    this.#before = time;
    return this;
  }
}

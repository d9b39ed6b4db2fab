import { windowMs } from '../../../agent/aggregate/aggregator.ts';
import { monoMsOf, type TimePoint } from '../../../agent/contract/time.ts';
import { noUsage, type UsageCounters } from '../../../agent/contract/usage.ts';
import type { PipelineState } from '../../../agent/pipeline-state.ts';
import { type ClockMoment, ClockTruth } from './clock-truth.ts';
import { brokenCounters } from './counter-checks.ts';
import type { MeteringWorld, ProcessEnd } from './metering-world.ts';
import { noHours, type ReferenceHours, ReferenceMeter } from './reference-meter.ts';
import { holdMsOf } from './robot-plan.ts';

/** One life of the agent as the world saw it; the audit holds the records against it. */
export interface Life {
  readonly start: TimePoint;
  readonly before: LifeBefore | undefined;
  /** Silences of the robot that ended in this life, ms. */
  readonly gaps: number[];
  readonly clocks: ClockTruth;
  end: ProcessEnd | undefined;
  /** When the robot's counters were told last, monotonic; and whether that reading is durable. */
  toldMs: number | undefined;
  isRead: boolean;
  /** Of what the last commit made durable. */
  durable: DurableHours;
}

export interface DurableHours {
  readonly hours: ReferenceHours;
  readonly meteredMs: number;
  readonly sleptMs: number;
}

/** Between the last commit of the run before and the start. */
export interface LifeBefore {
  readonly end: ProcessEnd;
  readonly lostMs: number;
  readonly sameBoot: boolean;
  readonly missedBootCount: number;
  /** How long the host was up before the agent started. */
  readonly hostUpMs: number;
  /** Of the true time since the last commit, and of that how long the robot was powered on. */
  readonly awayMs: number;
  readonly robotOnMs: number;
  /** Powered on unmetered earlier, since a counter of the robot was last read and kept: seen only now. */
  readonly unreadMs: number;
  /** How much later the wall clock showed at the last commit than now: of so much time it cannot tell. */
  readonly clockBackMs: number;
}

interface DurableMoment extends ClockMoment {
  readonly robotOnMs: number;
}

const unmeteredBefore = ({ before }: Life): number => (before === undefined ? 0 : before.robotOnMs + before.unreadMs);

/** Follows the lives of the agent, a reference meter beside each; checks every commit at once. */
export class LifeJournal {
  readonly lives: Life[] = [];
  /** What is durable. */
  counters: UsageCounters = noUsage;
  readonly #world: MeteringWorld;
  #reference: ReferenceMeter | undefined;
  #opening: UsageCounters = noUsage;
  #heldUntilMs: number | undefined;
  #lostMs = 0;
  #asleepBeforeMs = 0;
  /** Of this life, up to the last pass. */
  #booked: ReferenceHours = noHours;
  #durable: DurableMoment | undefined;

  constructor(world: MeteringWorld) {
    this.#world = world;
    world.memory.onCommit = (state) => this.#committed(state);
    world.assessor.onGrade = (fromMs) => {
      this.#reference?.passUntil(fromMs);
      this.#reference?.seeGrade(world.assessor.grade);
    };
  }

  begin(start: TimePoint): void {
    const { host, nowMs, assessor, plan } = this.#world;
    const reference = new ReferenceMeter({ startedMs: monoMsOf(start), holdMs: holdMsOf(plan), grade: assessor.grade });
    const clocks = new ClockTruth(host, nowMs, this.#durable);
    const durable = { hours: reference.at(reference.startedMs), meteredMs: 0, sleptMs: 0 };
    const before = this.#before();
    this.#asleepBeforeMs = this.#world.books.powerOn.asleepMs;
    this.lives.push({ start, before, gaps: [], clocks, end: undefined, toldMs: undefined, isRead: false, durable });
    this.#reference = reference;
    this.#opening = this.counters;
    this.#heldUntilMs = undefined;
    this.#booked = durable.hours;
  }

  /** The agent has come to now; what the reference meter counted meanwhile. */
  pass(): { readonly powerOnMs: number; readonly operatingMs: number } {
    const { host, nowMs } = this.#world;
    const { reference, life } = this.#current();
    reference.passUntil(host.monoMs(nowMs));
    life.clocks.see(nowMs);
    const [before, after] = [this.#booked, reference.at(reference.nowMs)];
    this.#booked = after;
    return { powerOnMs: after.powerOnMs - before.powerOnMs, operatingMs: after.operatingMs - before.operatingMs };
  }

  seeFrame(isMoving: boolean): void {
    const { reference, life } = this.#current();
    if (this.#heldUntilMs !== undefined && reference.nowMs > this.#heldUntilMs) life.gaps.push(reference.nowMs - this.#heldUntilMs);
    this.#heldUntilMs = reference.nowMs + holdMsOf(this.#world.plan);
    reference.seeFrame(isMoving);
  }

  seeDrives(drivesPowered: boolean): void {
    this.#current().reference.seeDrives(drivesPowered);
  }

  /** The robot's counters were told. */
  seeCounters(): void {
    const { reference, life } = this.#current();
    life.toldMs ??= reference.nowMs;
  }

  /** What a kill lost of what was counted; nothing after a stop. */
  end(end: ProcessEnd): { readonly powerOnMs: number; readonly operatingMs: number } {
    const { reference, life } = this.#current();
    const { hours } = life.durable;
    const counted = reference.at(reference.nowMs);
    life.end = end;
    this.#reference = undefined;
    this.#lostMs = counted.powerOnMs - hours.powerOnMs;
    return { powerOnMs: this.#lostMs, operatingMs: counted.operatingMs - hours.operatingMs };
  }

  #current(): { reference: ReferenceMeter; life: Life } {
    const life = this.lives.at(-1);
    if (this.#reference === undefined || life === undefined) throw new RangeError('no agent runs');
    return { reference: this.#reference, life };
  }

  #before(): LifeBefore | undefined {
    const last = this.lives.at(-1);
    const durable = this.#durable;
    if (last?.end === undefined || durable === undefined) return undefined;
    const { host, robot, nowMs } = this.#world;
    const startCount = host.bootCount - durable.bootCount;
    return {
      // A kill before the power went is told from a cut by nothing.
      end: last.end === 'killed' && startCount > 0 ? 'powerCut' : last.end,
      lostMs: this.#lostMs,
      sameBoot: startCount === 0,
      missedBootCount: Math.max(0, startCount - 1),
      hostUpMs: host.boottimeMs(nowMs),
      awayMs: nowMs - durable.atMs,
      robotOnMs: robot.onMs - durable.robotOnMs,
      unreadMs: this.#world.books.powerOn.asleepMs - this.#asleepBeforeMs + (last.isRead ? 0 : unmeteredBefore(last)),
      clockBackMs: startCount === 0 ? 0 : Math.max(0, durable.wallOffsetMs - host.wallOffsetMs),
    };
  }

  /** What a commit made durable must be exactly what the reference meter says; it may have been made on the way to now. */
  #committed({ aggregate, time }: PipelineState): void {
    const { host, robot, violations, nowMs } = this.#world;
    const { reference, life } = this.#current();
    const { counters, countedUntilMs } = aggregate.meter;
    const untilMs = countedUntilMs ?? reference.startedMs;
    life.clocks.see(nowMs);
    const hours = reference.at(untilMs);
    for (const [invariant, detail] of brokenCounters({ counters, opening: this.#opening, before: this.counters, hours }))
      violations.check(invariant, false, () => detail);
    const behindMs = host.monoMs(nowMs) - (time === null ? 0 : Number(BigInt(time.monoNs) / 1_000_000n));
    const robotOnMs = robot.onMs - (robot.isOn ? behindMs : 0);
    this.#durable = { atMs: nowMs - behindMs, wallOffsetMs: host.wallOffsetMs, bootCount: host.bootCount, robotOnMs };
    life.durable = { hours, meteredMs: untilMs - reference.startedMs, sleptMs: life.clocks.sleptMs };
    // A reading is taken with the window it came in.
    life.isRead ||= life.toldMs !== undefined && untilMs >= life.toldMs + windowMs;
    this.counters = counters;
    reference.forgetBefore(untilMs);
  }
}

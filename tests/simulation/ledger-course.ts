import { monoMsOf } from '../../agent/contract/time.ts';
import { restoreTime } from '../../agent/pipeline-state.ts';
import { heldRecordsMax } from '../../agent/record/limits/outage.ts';
import { killPlaces } from './faulty-database.ts';
import type { MeterState } from './ledger-life.ts';
import type { LedgerWorld } from './ledger-world.ts';
import { readSavedState } from './read-saved-state.ts';
import { tamperings } from './tampering.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const deliverEveryMinutes = 5;

/** Mean number of minutes between two faults of a kind, while the robot is on. */
const faultEveryMinutes = {
  killInTransaction: 900,
  killBetween: 1_500,
  powerOff: 900,
  wire: 90,
  receiverDown: 300,
  answersLost: 240,
  wallStep: 1_500,
  diskFull: 1_500,
  diskIoError: 1_500,
  tamper: 9_000,
  stop: 30,
} as const;

/** The disk is bad, and the receiver away, for at most so long. */
const badMinutesMax = 30;
/** Mostly a while, now and then weeks: then rows are old enough to be folded. */
const offMs = { usualMax: 6 * hourMs, longRatio: 0.06, longMax: 40 * dayMs } as const;
/** What a guard may need after an outage before all that waited is durable. */
const diskRetryMs = 180_000;
const restMinutes = 90;

/** What happens to one ledger, minute by minute. */
export class LedgerCourse {
  readonly #world: LedgerWorld;
  readonly #intensityRatio: number;
  /** Processes that committed hours of their own. */
  committedLifeCount = 0;
  #openedPowerOnMs = 0;
  #startedMonoMs = 0;
  #lossBoundMs = minuteMs;
  #minute = 0;

  constructor(world: LedgerWorld, intensityRatio: number) {
    this.#world = world;
    this.#intensityRatio = intensityRatio;
  }

  live(poweredMs: number): void {
    const world = this.#world;
    this.#start(true);
    while (world.poweredMs < poweredMs) {
      this.#strike();
      this.#pass(world.random.chance(1 / faultEveryMinutes.stop));
    }
  }

  /** Nothing strikes any more: everything must be receipted, and the process must stop cleanly. */
  rest(): void {
    const world = this.#world;
    const { disks, receiver, violations } = world;
    world.wire = { lossRatio: 0, duplicateRatio: 0 };
    disks.health.mode = 'well';
    disks.database.armed = undefined;
    receiver.isUp = true;
    receiver.answersLostCount = 0;
    for (let minute = 0; minute < restMinutes; minute++) this.#pass(false);
    world.act((life) => life.finish(world.host.now()));
    world.deliver();
    const counts = world.life?.ledger.outbox.counts();
    const waitingCount = counts === undefined ? Number.NaN : counts.closedCount - counts.receiptedCount;
    violations.check(
      'progressAfterFaults',
      waitingCount === 0,
      () => `${waitingCount} reports without receipt after ${restMinutes} minutes`,
    );
    world.close();
    this.#ended();
  }

  /** One minute of power-on time. */
  #pass(isStopped: boolean): void {
    const world = this.#world;
    world.timeline.skipTo(world.timeline.nowMs + minuteMs);
    world.poweredMs += minuteMs;
    if (world.life === undefined) {
      this.#start(false);
      return;
    }
    if (isStopped) world.stopsCount++;
    this.#lossBoundMs = world.life.lossBoundMs;
    const lived = world.act((life) => life.step(world.host.now(), minuteMs, isStopped));
    if (!lived) {
      this.#ended();
      return;
    }
    this.#minute++;
    if (this.#minute % deliverEveryMinutes === 0) world.deliver();
    const pendingCount = world.life?.ledger.pendingCount ?? 0;
    world.violations.check('memoryBounded', pendingCount <= heldRecordsMax, () => `${pendingCount} records wait in memory`);
  }

  #start(isBoot: boolean): void {
    const world = this.#world;
    if (!world.start(isBoot)) return;
    this.#openedPowerOnMs = world.life?.state.counters.powerOnMs ?? 0;
    this.#startedMonoMs = monoMsOf(world.host.now());
  }

  /** Exactly what was saved must be what the world counts up to the moment of the last commit. */
  #ended(): void {
    const { disks, violations, host } = this.#world;
    const saved = readSavedState<MeterState>(disks.disk.ledgerPath);
    if (saved === undefined) return;
    const savedMs = saved.time?.bootId === host.bootId ? monoMsOf(restoreTime(saved.time)) : 0;
    const seenMs = Math.max(0, savedMs - this.#startedMonoMs);
    if (seenMs > 0) this.committedLifeCount++;
    const countedMs = saved.counters.powerOnMs - this.#openedPowerOnMs;
    violations.check('hoursAreThose', countedMs === seenMs, () => `${countedMs} ms counted, ${seenMs} ms seen`);
    const lostMs = monoMsOf(host.now()) - this.#startedMonoMs - seenMs;
    const isBound = lostMs <= this.#lossBoundMs + minuteMs || disks.health.wellForMs < diskRetryMs;
    violations.check('lossBoundHolds', isBound, () => `${lostMs} ms lost by the end of a process`);
  }

  #strike(): void {
    const { random } = this.#world;
    for (const [kind, everyMinutes] of Object.entries(faultEveryMinutes)) {
      if (kind !== 'stop' && random.chance(this.#intensityRatio / everyMinutes)) this.#do(kind as Strike);
    }
  }

  #do(kind: Strike): void {
    const world = this.#world;
    const { random, disks, receiver, host, trace, timeline } = world;
    const acts: Readonly<Record<Strike, () => void>> = {
      killInTransaction: () => {
        disks.database.armed = { place: random.pick(killPlaces), transactionCount: random.whole(0, 3) };
      },
      killBetween: () => {
        if (world.life === undefined) return;
        world.kill('between');
        this.#ended();
      },
      powerOff: () => this.#switchOff(),
      wire: () => {
        const ratio = random.pick([0, 0.1, 0.5, 1]);
        if (ratio > 0) trace.fault('wireBad');
        world.wire = { lossRatio: ratio, duplicateRatio: random.next() * 0.5 };
      },
      receiverDown: () => {
        trace.fault('receiverDown');
        receiver.isUp = false;
        timeline.after(random.whole(1, badMinutesMax) * minuteMs, () => {
          receiver.isUp = true;
        });
      },
      answersLost: () => {
        trace.fault('answersLost');
        receiver.answersLostCount += random.whole(1, 4);
      },
      wallStep: () => {
        trace.fault('wallStep');
        host.wallOffsetMs += random.whole(-hourMs, hourMs);
      },
      diskFull: () => this.#badDisk('full'),
      diskIoError: () => this.#badDisk('ioError'),
      tamper: () => {
        world.tamperer.planned = random.pick(tamperings);
      },
    };
    acts[kind]();
  }

  #badDisk(mode: 'full' | 'ioError'): void {
    const { disks, trace, timeline, random } = this.#world;
    trace.fault(`disk.${mode}`);
    disks.health.mode = mode;
    timeline.after(random.whole(1, badMinutesMax) * minuteMs, () => {
      disks.health.mode = 'well';
    });
  }

  #switchOff(): void {
    const world = this.#world;
    const { random, host, timeline } = world;
    if (world.life !== undefined && random.chance(0.5)) {
      world.act((life) => life.finish(host.now()));
      world.close();
      this.#ended();
    } else if (world.life !== undefined) {
      world.kill('power');
      this.#ended();
    }
    const isLong = random.chance(offMs.longRatio);
    timeline.skipTo(timeline.nowMs + random.whole(minuteMs, isLong ? offMs.longMax : offMs.usualMax));
    this.#start(true);
  }
}

type Strike = Exclude<keyof typeof faultEveryMinutes, 'stop'>;

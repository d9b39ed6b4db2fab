import { type FaultActs, faultLastsMs } from './fault-schedule.ts';
import { killPlaces } from './faulty-database.ts';
import type { RobotWorld } from './robot-world.ts';
import type { SeededRandom } from './seeded-random.ts';
import { calm, type Weather } from './simulated-network.ts';
import { tamperings } from './tampering.ts';

/** What is done to one robot's world when a fault of each kind strikes. */
export function robotFaults(world: RobotWorld, random: SeededRandom): FaultActs {
  const { timeline, network, receiver, host, health, trace } = world;
  const between = ([from, to]: readonly [number, number]): number => random.whole(from, to);
  const disk = (mode: 'full' | 'ioError'): void => {
    trace.fault(`disk.${mode}`);
    health.mode = mode;
    timeline.after(between(faultLastsMs.disk), () => {
      health.mode = 'well';
    });
  };
  return {
    powerOff: () => {
      if (random.chance(0.5)) world.powerOff();
      else world.stopCleanly();
      // A robot that was brought to rest before then stays as it was left.
      timeline.after(between(faultLastsMs.off), () => world.mayFault && world.powerOn());
    },
    kill: () => {
      if (random.chance(0.5)) world.killAfterSteps(random.whole(0, 400));
      else world.database.armed = { place: random.pick(killPlaces), transactionCount: random.whole(0, 3) };
    },
    suspend: () => {
      if (world.process === undefined || host.isAsleep) return;
      trace.fault('suspend');
      network.breakLinks();
      host.suspend(between(faultLastsMs.suspend));
    },
    wallStep: () => {
      trace.fault('wallStep');
      host.wallOffsetMs += random.whole(-3_600_000, 3_600_000);
    },
    weather: () => {
      network.weather = weatherOf(random);
      if (network.weather !== calm) trace.fault(network.weather.isOut ? 'weather.out' : 'weather.bad');
      if (network.weather.isOut) network.breakLinks();
    },
    linkBreak: () => {
      trace.fault('linkBreak');
      network.breakLinks();
    },
    receiverDown: () => {
      trace.fault('receiverDown');
      receiver.isUp = false;
      timeline.after(between(faultLastsMs.receiverDown), () => {
        receiver.isUp = true;
      });
    },
    answersLost: () => {
      trace.fault('answersLost');
      receiver.answersLostCount += random.whole(1, 4);
    },
    diskFull: () => disk('full'),
    diskIoError: () => disk('ioError'),
    tamper: () => world.tamper(random.pick(tamperings)),
  };
}

function weatherOf(random: SeededRandom): Weather {
  if (random.chance(0.4)) return calm;
  if (random.chance(0.3)) return { ...calm, isOut: true };
  return {
    isOut: false,
    lossRatio: random.next() * 0.6,
    duplicateRatio: random.next() * 0.5,
    damageRatio: random.next() * 0.2,
    silentLinkRatio: random.next() * 0.1,
    delayMeanMs: random.whole(20, 20_000),
  };
}

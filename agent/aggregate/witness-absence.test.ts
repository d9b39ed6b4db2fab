import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, streamOf, WitnessBench } from '../../tests/support/witness-fixture.ts';

const dayMs = 24 * hourMs;
const shiftMs = 8 * hourMs;

describe('missed boots', () => {
  const booted = (setup: { isGateway?: boolean }, component: string, bootCount: number): WitnessBench => {
    const bench = new WitnessBench(setup)
      .boot(0)
      .tell('bootCount', 10, { component })
      .pass(hourMs)
      .stop()
      .boot(dayMs + hourMs);
    return bench.tell('bootCount', bootCount, { component }).pass(5 * minuteMs);
  };

  it('are told by a counter of starts, and imputed at the duty of the gap', () => {
    const bench = booted({}, 'host', 12);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'missedBoot', missedBootCount: 1, imputedMs: dayMs / 2, dutyRatio: 0.5 }]);
  });

  it('are none when the count rose by the one start that is ours', () => {
    expect(booted({}, 'host', 11).said('usage.between')).toMatchObject([{ class: 'offConsistent', missedBootCount: 0 }]);
  });

  it('of a gateway say nothing about its robot', () => {
    expect(booted({ isGateway: true }, 'host', 15).said('usage.between')).toMatchObject([{ class: 'offConsistent' }]);
    expect(booted({ isGateway: true }, 'controller', 12).said('usage.between')).toMatchObject([{ class: 'missedBoot' }]);
  });

  it('are none in which a run of ours was too short to read the counter', () => {
    const cutTwice = (setup: { isGateway?: boolean }, component: string, bootCount: number): WitnessBench => {
      const bench = new WitnessBench(setup).boot(0).tell('bootCount', 10, { component }).pass(hourMs).stop();
      bench
        .boot(dayMs)
        .cut()
        .boot(2 * dayMs)
        .cut()
        .restart(minuteMs)
        .cut();
      return bench
        .boot(3 * dayMs)
        .tell('bootCount', bootCount, { component })
        .pass(5 * minuteMs);
    };
    const last = (bench: WitnessBench) => bench.said('usage.between').at(-1);
    expect(last(cutTwice({}, 'host', 13))).toMatchObject({
      ...{ class: 'offConsistent', missedBootCount: 0, imputedMs: 0 },
      witnesses: [{ riseValue: 3, ownStartCount: 3 }],
    });
    expect(last(cutTwice({ isGateway: true }, 'controller', 13))).toMatchObject({ class: 'offConsistent', missedBootCount: 0 });
    expect(last(cutTwice({}, 'host', 14))).toMatchObject({ class: 'missedBoot', missedBootCount: 1, imputedMs: (dayMs - minuteMs) / 2 });
  });

  it('are none of a robot that started anew within a silence of a run, when the counter was not read again in it', () => {
    const cycled = (silences: number, bootCount: number, sourceId = 'robot'): WitnessBench => {
      const bench = new WitnessBench({ isGateway: true }).boot(0).tell('bootCount', 10).pass(hourMs);
      for (let index = 0; index < silences; index++) bench.silence(minuteMs, sourceId);
      return bench
        .cut()
        .boot(dayMs)
        .tell('bootCount', bootCount)
        .pass(5 * minuteMs);
    };
    const judged = (bench: WitnessBench) => bench.said('usage.between');
    expect(judged(cycled(1, 12))).toMatchObject([{ class: 'offConsistent', missedBootCount: 0, witnesses: [{ ownStartCount: 2 }] }]);
    expect(judged(cycled(2, 14))).toMatchObject([{ class: 'missedBoot', missedBootCount: 1 }]);
    expect(judged(cycled(1, 12, 'pack'))).toMatchObject([{ class: 'missedBoot', missedBootCount: 1 }]);
  });

  it('of a host are told whatever was silent meanwhile', () => {
    const bench = new WitnessBench().boot(0).tell('bootCount', 10, { component: 'host' }).pass(hourMs).silence(minuteMs, 'robot').cut();
    bench
      .boot(dayMs)
      .tell('bootCount', 12, { component: 'host' })
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'missedBoot', missedBootCount: 1 }]);
  });

  it('are told as before of a counter read last by a version that did not count its own boots', () => {
    const bench = new WitnessBench().boot(0).tell('bootCount', 10).pass(hourMs).stop();
    for (const [key, { ownStartCount, ...older }] of Object.entries(bench.state.series)) bench.state.series[key] = older;
    bench
      .boot(dayMs)
      .tell('bootCount', 12)
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'missedBoot', missedBootCount: 1 }]);
  });

  it('cost nothing when an hour counter stood still', () => {
    const bench = new WitnessBench().boot(0).tell('bootCount', 1).tell('operatingMs', 7).pass(hourMs).stop().boot(dayMs);
    bench
      .tell('bootCount', 4)
      .tell('operatingMs', 7 + minuteMs)
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'missedBoot', missedBootCount: 2, imputedMs: 0 }]);
  });
});

describe('an agent that was away while its host ran', () => {
  it('has the time imputed at the duty', () => {
    const bench = new WitnessBench()
      .boot(0)
      .pass(hourMs)
      .stop()
      .restart(4 * hourMs)
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'hostWasUp', sameBoot: true, imputedMs: 2 * hourMs }]);
  });

  it('has the time from a boot to its late start imputed, booting itself excepted', () => {
    const bench = new WitnessBench()
      .boot(0)
      .pass(hourMs)
      .stop()
      .boot(dayMs, 2 * hourMs + 5 * minuteMs)
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'hostWasUp', sameBoot: false, imputedMs: hourMs }]);
  });

  it('on a gateway leaves the robot unknown: imputed, and named so', () => {
    const bench = new WitnessBench({ isGateway: true })
      .boot(0)
      .pass(hourMs)
      .stop()
      .restart(4 * hourMs)
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'unknown', imputedMs: 2 * hourMs }]);
    const late = new WitnessBench({ isGateway: true })
      .boot(0)
      .pass(hourMs)
      .stop()
      .boot(dayMs, 2 * hourMs + 5 * minuteMs);
    expect(late.pass(5 * minuteMs).said('usage.between')).toMatchObject([{ class: 'unknown', sameBoot: false, imputedMs: hourMs }]);
  });

  it('costs nothing where an hour counter of the robot stood still', () => {
    const bench = new WitnessBench()
      .boot(0)
      .tell('operatingMs', 77)
      .pass(hourMs)
      .stop()
      .restart(4 * hourMs);
    bench.tell('operatingMs', 77 + hourMs).pass(5 * minuteMs);
    expect(bench.counters.unmeteredMs).toBe(0);
  });
});

describe('a weak witness', () => {
  const weak = { serialNumber: null };

  it('finds nothing alone: hours without a serial number', () => {
    const bench = new WitnessBench().boot(0).tell('powerOnMs', 0, weak).window().cut().boot(dayMs);
    bench.tell('powerOnMs', shiftMs, weak).pass(20 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'doubtful', imputedMs: 0 }]);
    expect(bench.said('meter.unmeteredRun')).toEqual([]);
  });

  it('finds a run together with a weak witness of another sort', () => {
    const pack = (chargeRatio: number) => [streamOf('battery', { stateOfChargeRatio: [chargeRatio] })];
    const bench = new WitnessBench().boot(0).tell('powerOnMs', 0, weak).window(pack(0.9)).cut().boot(dayMs);
    bench
      .tell('powerOnMs', shiftMs, weak)
      .window(pack(0.3))
      .pass(20 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'unmeteredRun', imputedMs: shiftMs }]);
  });

  it('is a pose, and a charge: both together are doubt and no more', () => {
    const seen = (poseRad: number, chargeRatio: number) => [
      streamOf('joint', { positionRad: [poseRad, 0] }),
      streamOf('battery', { stateOfChargeRatio: [chargeRatio] }),
    ];
    const bench = new WitnessBench()
      .boot(0)
      .window(seen(0, 0.9))
      .stop()
      .boot(dayMs)
      .window(seen(1, 0.5))
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([
      {
        class: 'doubtful',
        imputedMs: 0,
        witnesses: [
          { witness: 'pose', changeValue: 1, contradictsOff: true, isStrong: false },
          { witness: 'charge', changeValue: 0.4, contradictsOff: true },
        ],
      },
    ]);
  });

  it('comes in frames: totals of usage and cycles of a pack have no serial number', () => {
    const hours = (ms: number) => [streamOf('usage', { powerOnTotalMs: [ms] })];
    const bench = new WitnessBench()
      .boot(0)
      .window(hours(0))
      .cut()
      .boot(dayMs)
      .window(hours(shiftMs))
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([
      { class: 'doubtful', witnesses: [{ witness: 'controller part0/?robot/powerOnMs' }] },
    ]);
  });
});

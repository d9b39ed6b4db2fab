import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerRecord } from '../../contract/record.ts';
import type { Json } from '../../contract/schema.ts';
import { leafHash, merkleRoot } from '../../evidence/merkle-log.ts';
import { coalesce, type DayRecord, lastingTypes, periodicTypes, runsPerAggregateMax } from './coalesce.ts';

const recordAt = (seq: number, type: string, data: Record<string, Json> = {}): DayRecord => ({
  record: {
    v: 1,
    seq,
    epoch: 0,
    link: '0'.repeat(16),
    bootId: 'boot-1',
    origin: 'live',
    type,
    monoNs: String(seq),
    wall: `2026-01-01T00:00:${String(seq % 60).padStart(2, '0')}.000Z`,
    data,
  } satisfies LedgerRecord,
  leaf: leafHash(String(seq)),
});

const day = [
  recordAt(1, 'agent.started'),
  recordAt(2, 'meter.tick', { powerOnMs: 60, readyMs: 50 }),
  recordAt(3, 'event.started', { eventClass: 'impact' }),
  recordAt(4, 'meter.tick', { powerOnMs: 120 }),
  recordAt(5, 'meter.joints', { travelUrad: { j0: 7 } }),
  recordAt(6, 'intake.counts', { counts: { arm: 3 } }),
  recordAt(7, 'anomaly.windows', { windowCount: 9 }),
  recordAt(8, 'ledger.thinned'),
];

describe('the aggregate of a day’s periodic rows', () => {
  const aggregate = coalesce(day, 'periodic');

  it('replaces them and nothing else, and names each by sequence', () => {
    expect(aggregate?.seqs).toEqual([2, 4, 5, 6, 7]);
    expect(aggregate?.data.replaces).toEqual([
      [2, 2],
      [4, 7],
    ]);
    expect(aggregate?.isWhole).toBe(true);
  });

  it('says the totals as they stood at the end of the day: ticks laid over one another', () => {
    expect(aggregate?.data).toMatchObject({
      kind: 'periodic',
      day: '2026-01-01',
      firstWall: '2026-01-01T00:00:02.000Z',
      lastWall: '2026-01-01T00:00:07.000Z',
      countByType: { 'meter.tick': 2, 'meter.joints': 1, 'intake.counts': 1, 'anomaly.windows': 1 },
      counters: { powerOnMs: 120, readyMs: 50 },
      travelUrad: { j0: 7 },
      intake: { arm: 3 },
      anomaly: { windowCount: 9 },
    });
  });

  it('has the root of the leaves it replaces: whoever kept the day can prove it', () => {
    const leaves = [2, 4, 5, 6, 7].map((seq) => leafHash(String(seq)));
    expect(aggregate?.data.leavesRoot).toBe(`sha256:${merkleRoot(leaves).toString('hex')}`);
  });

  it('keeps the last value of every witness, and the hours by use', () => {
    const read = (seq: number, ...readings: readonly Record<string, string | number>[]) => recordAt(seq, 'witness.readings', { readings });
    const [arm, pack] = [
      { component: 'controller', counter: 'powerOnMs' },
      { component: 'battery', counter: 'cycleCount' },
    ];
    const records = [
      read(3, { ...arm, value: 10 }, { ...pack, value: 1 }),
      recordAt(4, 'behaviour.hours', { operatingMs: { 'autonomous/automatic': 5 } }),
      read(5, { ...arm, value: 20 }),
    ];
    const aggregate = coalesce(records, 'periodic');
    expect(aggregate?.seqs).toEqual([3, 4, 5]);
    expect(aggregate?.data).toMatchObject({
      witnesses: [
        { ...arm, value: 20 },
        { ...pack, value: 1 },
      ],
      behaviourHours: { operatingMs: { 'autonomous/automatic': 5 } },
      countByType: { 'witness.readings': 2 },
    });
  });

  it('leaves out totals of which the day had none', () => {
    const data = coalesce([recordAt(3, 'meter.joints', { travelUrad: { j0: 1 } })], 'periodic')?.data;
    expect(Object.keys(data ?? {})).not.toContain('counters');
    expect(Object.keys(data ?? {})).not.toContain('anomaly');
  });

  it('is none when nothing may go', () => {
    expect(coalesce([recordAt(1, 'agent.started'), recordAt(2, 'event.ended')], 'periodic')).toBeUndefined();
    expect(coalesce([], 'periodic')).toBeUndefined();
  });

  it('of very many stretches stops where it is long enough, and says that the day goes on', () => {
    const scattered = Array.from({ length: runsPerAggregateMax + 10 }, (_, index) =>
      recordAt(1 + index * 2, 'meter.tick', { powerOnMs: index }),
    );
    const first = coalesce(scattered, 'periodic');
    expect(first?.isWhole).toBe(false);
    expect(first?.seqs).toHaveLength(runsPerAggregateMax);
    const rest = scattered.filter(({ record }) => record.seq > (first?.seqs.at(-1) ?? 0));
    expect(coalesce(rest, 'periodic')?.seqs).toHaveLength(10);
  });
});

describe('the aggregate of events', () => {
  it('counts them by class and type, and spares what must last', () => {
    const aggregate = coalesce(day, 'events');
    expect(aggregate?.seqs).toEqual([1, 3]);
    expect(aggregate?.data).toMatchObject({
      kind: 'events',
      eventCounts: { impact: 1 },
      countByType: { 'agent.started': 1, 'event.started': 1 },
    });
  });

  it('never takes the first record of all, nor what says that others went', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('periodic', 'events'),
        fc.constantFrom(...lastingTypes, ...periodicTypes, 'agent.started'),
        (kind, type) => {
          expect(coalesce([recordAt(0, type)], kind)).toBeUndefined();
          if (lastingTypes.includes(type)) expect(coalesce([recordAt(9, type)], kind)).toBeUndefined();
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { dalyModbusPack, dalyUartPack, jbdPack, type Responder, rtuFrame } from '../../../tests/support/serial-devices.ts';
import { hex } from '../../../tests/support/serial-frames.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import type { BusDevice, Question, Reply, Round } from './bus-device.ts';
import { DalyModbusPack } from './daly-modbus-pack.ts';
import { DalyUartPack } from './daly-uart-pack.ts';
import { JbdPack } from './jbd-pack.ts';

const plan = { sourceId: 'bus', part: 'pack', pollMs: 1000, cellCount: 4, sensorCount: 1 };

/** One round after the other with this responder; what was poured, and what was asked. */
function played(device: BusDevice, responder: Responder) {
  const sink = recordingSink();
  const asked: string[] = [];
  let nowMs = 0;
  const ask = async ({ place, request, take }: Question): Promise<Reply> => {
    asked.push(place);
    const taken = responder(request).map(take);
    if (taken.includes('answered')) return 'answered';
    return taken.includes('partial') ? 'partial' : 'noAnswer';
  };
  const round: Round = { ask, now: () => timeAt(nowMs), sink };
  const poll = (atMs: number): Promise<boolean> => {
    nowMs = atMs;
    return device.poll(round);
  };
  return { sink, asked, poll };
}

const silent: Responder = () => [];
const without =
  (responder: Responder, at: number, byte: number): Responder =>
  (request) =>
    request[at] === byte ? [] : responder(request);

describe.each([
  { name: 'JBD', device: () => new JbdPack(plan), responder: jbdPack(), first: 'basic' },
  { name: 'Daly UART', device: () => new DalyUartPack({ ...plan, host: 'wire' as const }), responder: dalyUartPack, first: 'totals' },
  {
    name: 'Daly D2',
    device: () => new DalyModbusPack({ ...plan, registers: 'd2Full' as const }),
    responder: dalyModbusPack,
    first: 'd2Full',
  },
])('a $name pack', ({ device, responder, first }) => {
  it('that is silent costs one question a round, and pours nothing', async () => {
    const { sink, asked, poll } = played(device(), silent);
    expect(await poll(0)).toBe(false);
    expect(asked).toEqual([first]);
    expect(sink.kinds).toEqual([]);
  });

  it('that answers pours totals, cells and sensors under the time of the round', async () => {
    const { sink, poll } = played(device(), responder);
    expect(await poll(5000)).toBe(true);
    expect(sink.frames.map(({ cells }) => Object.keys(cells)[0])).toEqual(['voltageV pack', 'cellVoltageV cell1', 'temperatureC sensor1']);
    expect(sink.frames[0]?.time).toEqual(timeAt(5000));
    expect(sink.messages[0]).toMatchObject({ kind: 'fault', active: false, component: 'battery', part: 'pack' });
  });
});

describe.each([
  ['JBD', new JbdPack({ ...plan, serialNumber: 'B-42' }), jbdPack()],
  ['Daly UART', new DalyUartPack({ ...plan, host: 'wire', serialNumber: 'B-42' }), dalyUartPack],
] as const)('a %s pack whose serial number somebody wrote down', (_, device, responder) => {
  it('witnesses with its cycles, once while they stand', async () => {
    const { sink, poll } = played(device, responder);
    await poll(0);
    await poll(5000);
    const told = sink.frames[0]?.cells['cycleCount pack'];
    const witnesses = sink.messages.filter(({ kind }) => kind === 'witness');
    expect(witnesses).toMatchObject([{ component: 'battery pack', serialNumber: 'B-42', counter: 'cycleCount', value: told }]);
  });
});

describe('a JBD pack', () => {
  it('without an answer about its cells has totals all the same', async () => {
    const { sink, poll } = played(new JbdPack(plan), without(jbdPack(), 2, 0x04));
    await poll(0);
    expect(sink.frames[0]?.cells['voltageV pack']).toBe(15.6);
    expect(Object.values(sink.frames[1]?.cells ?? {})).toEqual(Array(4).fill({ unknown: 'missing' }));
  });

  it('is asked for its abuse history once a minute, and each count is said when it changes', async () => {
    const { sink, asked, poll } = played(new JbdPack(plan), jbdPack());
    for (let atMs = 0; atMs <= 60_000; atMs += 1000) await poll(atMs);
    expect(asked.filter((place) => place === 'lifetime')).toHaveLength(2);
    const counts = sink.messages.flatMap((one) => (one.kind === 'fault' && one.codeSpace === 'jbd.lifetime' ? [one] : []));
    expect(counts.map(({ codeRaw }) => codeRaw)).toEqual(['cellOvervoltageCount=122', 'cellUndervoltageCount=2']);
    expect(counts[0]).toMatchObject({ severity: 'info', active: false, category: 'battery', part: 'pack' });
  });

  it('with another number of cells than it was told is a flaw once, and the cells it has are read', async () => {
    const { sink, poll } = played(new JbdPack({ ...plan, cellCount: 6 }), jbdPack());
    await poll(0);
    await poll(1000);
    expect(sink.flaws).toEqual([
      {
        code: 'serial/cell-count-differs',
        place: 'pack',
        text: 'the pack has 4 cells, cellCount says 6 — write cellCount: 4',
        discarded: false,
      },
    ]);
    expect(Object.values(sink.frames[1]?.cells ?? {}).slice(3)).toEqual([3.901, { unknown: 'missing' }, { unknown: 'missing' }]);
  });
});

describe('a Daly pack on its UART protocol', () => {
  const device = () => new DalyUartPack({ ...plan, cellCount: 8, host: 'wire' });

  it('without counts has no lists: where they end is not known', async () => {
    const { sink, asked, poll } = played(device(), without(dalyUartPack, 2, 0x94));
    await poll(0);
    expect(asked).toEqual(['totals', 'state', 'alarms', 'counts']);
    expect(sink.frames[0]?.cells).toMatchObject({ 'voltageV pack': 51.5, 'temperatureC pack': { unknown: 'missing' } });
    expect(Object.values(sink.frames[1]?.cells ?? {})).toEqual(Array(8).fill({ unknown: 'missing' }));
  });

  it('without its alarms says nothing of faults', async () => {
    const { sink, poll } = played(device(), without(dalyUartPack, 2, 0x98));
    await poll(0);
    expect(sink.messages).toEqual([]);
  });

  it('whose cells come in part has those', async () => {
    const cutShort: Responder = (request) => dalyUartPack(request).slice(0, request[2] === 0x95 ? 2 : undefined);
    const { sink, poll } = played(device(), cutShort);
    await poll(0);
    expect(Object.values(sink.frames[1]?.cells ?? {}).slice(5)).toEqual([3.139, { unknown: 'missing' }, { unknown: 'missing' }]);
  });

  it('is not asked for cells when there is no frame for them', async () => {
    const { asked, poll } = played(new DalyUartPack({ ...plan, cellCount: 0, host: 'bluetooth' }), (request) => {
      expect(request[1]).toBe(0x80);
      return dalyUartPack(Uint8Array.from(request, (byte, at) => (at === 1 ? 0x40 : byte)));
    });
    await poll(0);
    expect(asked).toEqual(['totals', 'state', 'alarms', 'counts', 'temperatures']);
  });

  it('takes no answer for another command than it asked', async () => {
    const { sink, poll } = played(device(), () => [hex('A5 01 93 08 02 01 01 71 00 04 86 C0 00')]);
    expect(await poll(0)).toBe(false);
    expect(sink.kinds).toEqual([]);
  });
});

describe('a Daly pack on its Modbus protocol', () => {
  it('at rest with a current has a sign nobody knows: said once, and the value is kept', async () => {
    const atRest: Responder = (request) =>
      dalyModbusPack(request).map((frame) => {
        const content = [...frame.subarray(0, -2)];
        content[3 + 2 * 0x2f + 1] = 0;
        return rtuFrame(...content);
      });
    const { sink, poll } = played(new DalyModbusPack({ ...plan, registers: 'd2Full' }), atRest);
    await poll(0);
    await poll(1000);
    expect(sink.frames[0]?.cells['currentA pack']).toBe(-2.5);
    expect(sink.flaws.map(({ code, discarded }) => [code, discarded])).toEqual([['serial/current-sign-unverified', false]]);
  });

  it('with 62 registers has no temperatures of its board', async () => {
    const device = new DalyModbusPack({ ...plan, registers: 'd2Short' });
    expect(device.layouts.at(-1)?.parts).toEqual(['sensor1']);
    expect(await played(device, dalyModbusPack).poll(0)).toBe(false);
  });

  const zeros = (count: number): Uint8Array => rtuFrame(0x51, 3, 2 * count, ...Array<number>(2 * count).fill(0));

  it('of kind 81 is read in two blocks, and claims nothing about alarms', async () => {
    const device = new DalyModbusPack({ ...plan, registers: 'p81' });
    expect(device.observable).toEqual([]);
    const { sink, asked, poll } = played(device, (request) => [zeros(request[5] ?? 0)]);
    expect(await poll(0)).toBe(true);
    expect(asked).toEqual(['p81Cells', 'p81Status']);
    expect(sink.messages).toEqual([]);
  });

  it.each([
    ['the second block is missing', (request: Uint8Array) => (request[5] === 64 ? [zeros(64)] : [])],
    ['the first block is answered by the second', () => [zeros(62)]],
    ['it refuses', () => [rtuFrame(0x51, 0x83, 2)]],
    ['another device answers', () => [rtuFrame(0xd2, 3, 128, ...Array<number>(128).fill(0))]],
  ])('of kind 81 gives nothing when %s', async (_, responder) => {
    const { sink, poll } = played(new DalyModbusPack({ ...plan, registers: 'p81' }), responder);
    expect(await poll(0)).toBe(false);
    expect(sink.kinds).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { collect, corruptions, decodedOf, hex, itKeepsTheFramerProperties, joined } from '../../../tests/support/serial-frames.ts';
import { dalyUartBattery } from './daly-uart-battery.ts';
import { dalyUartFormat } from './daly-uart-format.ts';
import { dalyUartRequest } from './daly-uart-request.ts';
import { type DalyReply, decodeDalyUart } from './decode-daly-uart.ts';

const reply = (text: string): Uint8Array => hex(`A5 01 ${text}`);
const decoded = (text: string): DalyReply => decodedOf(decodeDalyUart(reply(text)));

/** Replies captured from hardware, with what facts/interfaces §3.2 says they mean. */
const vectors: readonly (readonly [text: string, meaning: object])[] = [
  ['90 08 02 FC 00 00 75 A1 00 00 52', { kind: 'totals', voltageV: 76.4, currentRawA: 11.3, stateOfChargeRatio: 0 }],
  ['90 08 00 85 00 00 75 30 01 E4 4D', { kind: 'totals', voltageV: 13.3, currentRawA: 0, stateOfChargeRatio: 0.484 }],
  ['90 08 02 03 00 00 77 24 03 38 19', { kind: 'totals', voltageV: 51.5, currentRawA: 50, stateOfChargeRatio: 0.824 }],
  ['90 08 00 F8 00 00 75 30 01 81 5D', { kind: 'totals', voltageV: 24.8, currentRawA: 0, stateOfChargeRatio: 0.385 }],
  ['93 08 02 01 01 71 00 04 86 C0 00', { kind: 'state', status: 'discharging', remainingAh: 296.64 }],
  ['93 08 00 01 00 25 00 00 9D E9 ED', { status: 'idle', chargeEnabled: true, dischargeEnabled: false, remainingAh: 40.425 }],
  ['91 08 0C B7 07 0C 13 05 03 38 68', { highest: { value: 3.255, partIndex: 7 }, lowest: { value: 3.091, partIndex: 5 } }],
  ['91 08 0C 52 05 0B 6B 01 01 81 9B', { highest: { value: 3.154, partIndex: 5 }, lowest: { value: 2.923, partIndex: 1 } }],
  ['92 08 47 01 47 01 13 05 03 38 23', { kind: 'temperatureExtremes', highest: { value: 31 }, lowest: { value: 31 } }],
  ['92 08 3D 01 3D 01 6B 01 01 81 AA', { highest: { value: 21, partIndex: 1 }, lowest: { value: 21, partIndex: 1 } }],
  ['94 08 10 01 00 00 02 00 05 C0 1A', { kind: 'counts', cellCount: 16, sensorCount: 1, cycleCount: 5 }],
  ['94 08 08 01 00 00 00 00 01 32 7E', { kind: 'counts', cellCount: 8, sensorCount: 1, cycleCount: 1 }],
  ['94 08 0E 01 00 00 02 00 00 20 73', { kind: 'counts', cellCount: 14 }],
  ['95 08 01 0B 6B 0C 42 0C 43 32 89', { kind: 'cells', partIndex: 1, values: [2.923, 3.138, 3.139] }],
  ['95 08 02 0C 3C 0C 52 0C 43 32 6C', { kind: 'cells', partIndex: 2, values: [3.132, 3.154, 3.139] }],
  ['95 08 03 0C 00 0C 48 0C 43 32 27', { kind: 'cells', partIndex: 3, values: [3.072, 3.144, 3.139] }],
  ['96 08 01 3D 00 00 00 00 00 32 B4', { kind: 'temperatures', partIndex: 1 }],
  ['98 08 00 00 00 00 00 00 10 00 56', { kind: 'alarms', faults: [{ codeRaw: 'modules.bit4', severity: 'info' }] }],
];

describe('a captured Daly reply', () => {
  it.each(vectors)('A5 01 %s decodes to its stated value', (text, meaning) => {
    expect(collect(dalyUartFormat, reply(text)).frames).toEqual([reply(text)]);
    expect(decoded(text)).toMatchObject(meaning);
  });

  it('of alarms names group, level and severity', () => {
    expect(decoded('98 08 00 00 11 11 00 00 00 00 68')).toMatchObject({
      alarmRaw: '00 00 11 11 00 00 00 00',
      faultCode: '00',
      faults: [
        { codeRaw: 'current.bit0', category: 'overcurrent', severity: 'warning', text: 'overcurrent while charging, level 1' },
        { codeRaw: 'current.bit4', severity: 'warning', text: 'state of charge high, level 1' },
        { codeRaw: 'difference.bit0', text: 'cell voltages differ, level 1' },
        { codeRaw: 'difference.bit4', text: 'reserved by the vendor', severity: 'info' },
      ],
    });
  });

  it('is rejected when damaged, every byte in every way, and counted', () => {
    for (const [text] of vectors) {
      for (const bad of corruptions(reply(text))) {
        const { frames, counts } = collect(dalyUartFormat, bad);
        expect(frames).toEqual([]);
        expect(counts.discardedBytes).toBe(13);
      }
    }
  });

  it('with a wrong sum is rejected; behind noise it is found', () => {
    const wrong = collect(dalyUartFormat, reply('90 08 02 10 00 00 00 00 00 00 51'));
    expect(wrong.frames).toEqual([]);
    expect(wrong.counts).toMatchObject({ checksumErrorCount: 1, discardedBytes: 13, resyncCount: 1 });
    const found = collect(dalyUartFormat, joined([hex('00 00'), reply('94 08 0E 01 00 00 02 00 00 20 73')]));
    expect(found.counts).toMatchObject({ frameCount: 1, discardedBytes: 2 });
  });
});

describe('a Daly request', () => {
  it('is the captured one, and is an echo when it comes back', () => {
    expect(dalyUartRequest('totals')).toEqual(hex('A5 40 90 08 00 00 00 00 00 00 00 00 7D'));
    expect(dalyUartRequest('totals', 'bluetooth')[1]).toBe(0x80);
    expect(collect(dalyUartFormat, dalyUartRequest('cells')).counts).toMatchObject({ echoCount: 1, frameCount: 0, discardedBytes: 0 });
  });
});

describe('a round of Daly replies', () => {
  const round = (...texts: readonly string[]) => dalyUartBattery(texts.map(decoded));
  const counts8 = '94 08 08 01 00 00 00 00 01 32 7E';
  const cells = vectors.filter(([text]) => text.startsWith('95')).map(([text]) => text);

  it('takes the sign of the current from the state: discharging is negative whatever the vendor says', () => {
    const reading = round('90 08 02 03 00 00 77 24 03 38 19', '93 08 02 01 01 71 00 04 86 C0 00');
    expect(reading).toMatchObject({ voltageV: 51.5, currentA: -50, currentRawA: 50, currentSignBasis: 'stateFlag', status: 'discharging' });
  });

  it('without a state uses the document, and says so', () => {
    expect(round('90 08 02 FC 00 00 75 A1 00 00 52')).toMatchObject({ currentA: -11.3, currentSignBasis: 'vendorDoc' });
    expect(Object.is(round('90 08 00 85 00 00 75 30 01 E4 4D').currentA, 0)).toBe(true);
  });

  it('cuts lists at the declared counts: no ninth cell, no phantom sensor', () => {
    const reading = round(counts8, ...cells, '96 08 01 3D 00 00 00 00 00 32 B4');
    expect(reading.cellVoltagesV).toEqual([2.923, 3.138, 3.139, 3.132, 3.154, 3.139, 3.072, 3.144]);
    expect(reading.temperaturesC).toEqual([21]);
  });

  it('leaves the cells of a lost part missing, and all lists empty without counts', () => {
    const missing = { unknown: 'missing' };
    expect(round(counts8, cells[0] ?? '', cells[2] ?? '').cellVoltagesV.slice(3, 6)).toEqual([missing, missing, missing]);
    expect(round(...cells).cellVoltagesV).toEqual([]);
    expect(round()).toMatchObject({ voltageV: missing, currentA: missing, status: missing, alarmRaw: missing, faults: [] });
  });

  it('ignores a part beyond the declared count, and part 0', () => {
    const odd: DalyReply[] = [0, 9, 255].map((partIndex) => ({ kind: 'cells', partIndex, values: [1, 1, 1] }));
    expect(dalyUartBattery([decoded(counts8), ...odd]).cellVoltagesV).toEqual(Array(8).fill({ unknown: 'missing' }));
  });
});

describe('a Daly reply that is no answer', () => {
  it('is rejected', () => {
    expect(decodeDalyUart(hex('A5 01 57 08 00 00 00 00 00 00 00 00 05'))).toEqual({ ok: false, reason: 'notRequested' });
    expect(decodeDalyUart(hex('A5 01'))).toEqual({ ok: false, reason: 'length' });
  });
});

itKeepsTheFramerProperties(
  dalyUartFormat,
  vectors.slice(0, 4).map(([text]) => reply(text)),
);

import { describe, expect, it } from 'vitest';
import { collect, hex, itKeepsTheFramerProperties, joined } from '../../../../tests/support/serial-frames.ts';
import { dynamixelRead } from '../../../serial-protocols/dynamixel/dynamixel-request.ts';
import { jbdRequest } from '../../../serial-protocols/jbd/jbd-request.ts';
import { rtuRequest } from '../../../serial-protocols/modbus/rtu-request.ts';
import { rtuFrame, rtuRequestFormat } from './rtu-request-format.ts';
import { createSimulatedDevice, type SimulatedProtocol } from './simulated-devices.ts';

const formatOf = (protocol: SimulatedProtocol) => createSimulatedDevice(protocol, { seed: 1 }).requestFormat;
const write = hex('DD 5A E1 02 00 00 FF 1D 77');
const read = rtuRequest({ table: 'holding', at: 270, count: 6 }, 1);
const longWrite = rtuFrame(1, [16, 0, 0, 0, 2, 4, 0, 1, 0, 2]);

describe('requests to a JBD pack', () => {
  itKeepsTheFramerProperties(formatOf('jbd'), [jbdRequest('basic'), jbdRequest('lifetime'), write]);
});

describe('requests over Modbus RTU', () => {
  itKeepsTheFramerProperties(rtuRequestFormat([1]), [read, longWrite]);

  it('end where their byte count says, and a wrong checksum is none', () => {
    expect(collect(rtuRequestFormat([1]), longWrite, read).frames).toEqual([longWrite, read]);
    const spoilt = Uint8Array.from(read);
    spoilt[7] = (spoilt[7] ?? 0) ^ 1;
    expect(collect(rtuRequestFormat([1]), spoilt).counts).toMatchObject({ frameCount: 0, checksumErrorCount: 1 });
  });

  it('of another unit, of no function, or too long for a frame are noise', () => {
    const tooLong = rtuFrame(1, [16, 0, 0, 0, 125, 250, 0, 0]);
    for (const bytes of [rtuFrame(2, [3, 0, 0, 0, 1]), rtuFrame(1, [0, 0, 0, 0, 1]), rtuFrame(1, [0x83, 2, 0, 0, 0]), tooLong]) {
      expect(collect(rtuRequestFormat([1]), bytes).frames).toEqual([]);
    }
  });
});

describe('requests over Modbus TCP', () => {
  const first = hex('00 01 00 00 00 06 01 03 00 00 00 01');
  const second = hex('00 02 00 00 00 09 01 10 00 00 00 01 02 00 09');

  it('follow one another, however long', () => {
    expect(collect(formatOf('modbusTcp'), joined([first, second, first])).frames).toEqual([first, second, first]);
  });

  it('are found again behind bytes that are none', () => {
    expect(collect(formatOf('modbusTcp'), joined([hex('FF FF FF FF FF FF FF'), first])).frames).toEqual([first]);
  });

  it('of another protocol, without content or longer than 260 bytes are noise', () => {
    for (const head of ['00 01 00 01 00 06 01 03 00 00 00 01', '00 01 00 00 00 02 01 03', '00 01 00 00 01 00 01 03']) {
      expect(collect(formatOf('modbusTcp'), hex(head)).frames).toEqual([]);
    }
  });
});

describe('requests to servos', () => {
  it('are what the reader’s format takes for an echo; answers are not', () => {
    const request = dynamixelRead({ id: 1, block: 'motion' });
    const device = createSimulatedDevice('dynamixel', { seed: 1 });
    const answers = device.answer(request, 0).frames;
    const { frames, counts } = collect(device.requestFormat, ...answers, request);
    expect(frames).toEqual([request]);
    expect(counts).toMatchObject({ echoCount: answers.length, discardedBytes: 0 });
  });
});

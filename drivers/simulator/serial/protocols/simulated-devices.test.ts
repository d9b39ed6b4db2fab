import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../../agent/configuration/read-document.ts';
import { ask, askAll } from '../../../../tests/support/simulated-device.ts';
import { mapShelf } from '../../../modbus/formats/map-shelf.ts';
import { dalyModbusRequest } from '../../../serial-protocols/daly/daly-modbus-request.ts';
import { dalyUartRequest } from '../../../serial-protocols/daly/daly-uart-request.ts';
import { dynamixelSyncRead } from '../../../serial-protocols/dynamixel/dynamixel-request.ts';
import { jbdRequest } from '../../../serial-protocols/jbd/jbd-request.ts';
import { rtuRequest } from '../../../serial-protocols/modbus/rtu-request.ts';
import { readSimulatedMap } from './read-simulated-map.ts';
import { createSimulatedDevice, type DeviceOptions, type SimulatedProtocol, simulatedProtocolNames } from './simulated-devices.ts';

const registerMap = await readSimulatedMap('ur-modbus', readDocument, mapShelf);
const options: DeviceOptions = { seed: 1, registerMap };

/** A read request each protocol answers; a board that only prints has none. */
const requests: Readonly<Partial<Record<SimulatedProtocol, Uint8Array>>> = {
  jbd: jbdRequest('basic'),
  dalyUart: dalyUartRequest('totals'),
  dalyModbus: dalyModbusRequest('d2Full'),
  dynamixel: dynamixelSyncRead([1, 2, 3], 'motion'),
  modbusRtu: rtuRequest({ table: 'holding', at: 270, count: 6 }, 1),
  modbusTcp: Uint8Array.of(0, 1, 0, 0, 0, 6, 1, 3, 1, 14, 0, 6),
};

describe.each(simulatedProtocolNames)('a device of protocol %s', (protocol) => {
  const request = requests[protocol];
  const saidBy = (device: ReturnType<typeof createSimulatedDevice>, atMs: number): readonly Uint8Array[] =>
    request === undefined ? device.spoken(atMs - 1, atMs) : ask(device, request, atMs);

  it('says the same for the same seed at the same time, and something else later', () => {
    const [one, again] = [createSimulatedDevice(protocol, options), createSimulatedDevice(protocol, options)];
    expect(saidBy(one, 5000)).toEqual(saidBy(again, 5000));
    expect(saidBy(one, 5000)).not.toEqual(saidBy(one, 1_200_000));
    expect(saidBy(one, 5000)).not.toEqual(saidBy(createSimulatedDevice(protocol, { ...options, seed: 2 }), 5000));
  });

  it('takes its own answers for accepted ones, and nothing else', () => {
    const device = createSimulatedDevice(protocol, options);
    const frames = saidBy(device, 1000);
    const bytes = Uint8Array.from(frames.flatMap((frame) => [...frame]));
    expect(device.accepted(request ?? new Uint8Array(), bytes)).toEqual(frames);
    expect(device.accepted(request ?? new Uint8Array(), bytes.subarray(0, 6))).toEqual([]);
    expect(device.accepted(request ?? new Uint8Array(), request ?? new Uint8Array())).toEqual(protocol === 'modbusTcp' ? [request] : []);
  });

  it('keeps its word about faults: none before the time, one from then on', () => {
    const [faulty, sound] = [{ ...options, faultFromMs: 60_000 }, options].map((each) => createSimulatedDevice(protocol, each));
    if (faulty === undefined || sound === undefined) throw new Error('two devices were made');
    expect(saidBy(faulty, 59_000)).toEqual(saidBy(sound, 59_000));
    expect(saidBy(faulty, 61_000)).not.toEqual(saidBy(sound, 61_000));
  });
});

describe('options of a device', () => {
  it('say how many servos there are', () => {
    const device = createSimulatedDevice('dynamixel', { seed: 1, jointCount: 2 });
    expect(ask(device, dynamixelSyncRead([1, 2, 3], 'position')).map((frame) => frame[4])).toEqual([1, 2]);
  });

  it('say which Daly board and which unit it is', () => {
    expect(askAll(createSimulatedDevice('dalyModbus', { seed: 1, variant: 'p81' }), dalyModbusRequest('p81Cells'))).toHaveLength(1);
    const device = createSimulatedDevice('modbusRtu', { seed: 1, registerMap, unitId: 9 });
    expect(askAll(device, rtuRequest({ table: 'holding', at: 270, count: 1 }, 9))).toHaveLength(1);
  });

  it('without a map leave a controller without registers', () => {
    const [answer] = askAll(createSimulatedDevice('modbusRtu', { seed: 1 }), rtuRequest({ table: 'holding', at: 270, count: 1 }, 1));
    expect(answer?.kind).toBe('unknownRequest');
  });
});

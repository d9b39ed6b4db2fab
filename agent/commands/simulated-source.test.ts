import { describe, expect, it } from 'vitest';
import modbus from '../../drivers/modbus/index.ts';
import serial from '../../drivers/serial/index.ts';
import { simulatedProtocolNames } from '../../drivers/simulator/serial/protocols/simulated-devices.ts';
import { checkValue } from '../configuration/read-document.ts';
import { type SourceRequest, simulatedSource } from './simulated-source.ts';

const request: SourceRequest = {
  protocol: 'jbd',
  path: '/tmp/port',
  tcpPort: 5020,
  bitsPerS: 9600,
  jointNames: ['hip', 'knee'],
  unitId: 3,
  map: 'xarm-modbus',
  board: 'p81',
};

describe('the source of a simulated device', () => {
  it.each(simulatedProtocolNames)('of protocol %s is one its driver takes', (protocol) => {
    const { driver, options } = simulatedSource({ ...request, protocol });
    const { optionsSchema, name } = driver === 'serial' ? serial : modbus;
    expect(driver).toBe(name);
    expect(checkValue('options', options, optionsSchema)).toMatchObject(options);
  });

  it('names the port, the speed and what the device is', () => {
    const optionsOf = (protocol: SourceRequest['protocol']) => simulatedSource({ ...request, protocol }).options;
    expect(optionsOf('jbd')).toMatchObject({ path: '/tmp/port', baudRate: 9600, devices: [{ protocol: 'jbd', cellCount: 13 }] });
    expect(optionsOf('dalyModbus')).toMatchObject({ devices: [{ registers: 'p81' }] });
    expect(simulatedSource({ ...request, protocol: 'dalyModbus', board: 'd2' }).options).toMatchObject({
      devices: [{ registers: 'd2Full' }],
    });
    expect(optionsOf('modbusRtu')).toMatchObject({ devices: [{ unitId: 3, map: 'xarm-modbus' }] });
    expect(optionsOf('modbusTcp')).toEqual({ host: '127.0.0.1', port: 5020, units: [{ map: 'xarm-modbus' }] });
    expect(optionsOf('dynamixel')).toMatchObject({
      devices: [
        {
          servos: [
            { id: 1, joint: 'hip' },
            { id: 2, joint: 'knee' },
          ],
        },
      ],
    });
  });
});

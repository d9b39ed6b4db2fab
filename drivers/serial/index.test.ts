import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../tests/support/replay-fixture.ts';
import { openSerial, serialOptions } from '../../tests/support/serial-fixture.ts';

const path = '/dev/serial/by-id/usb-test';
const field = { path: 'v', component: 'battery', part: 'pack', signal: 'voltageV', unit: 'V' };

describe('the driver', () => {
  it('says what it will give and what identifies it, without opening the port', async () => {
    const devices = [
      { protocol: 'jbd', cellCount: 2, sensorCount: 1 },
      { protocol: 'dalyModbus', part: 'left', registers: 'd2Full' },
      { protocol: 'dynamixel', servos: [{ id: 4, joint: 'elbow_joint' }], currentAPerCount: 0 },
      { protocol: 'modbusRtu', unitId: 9, map: 'ur-modbus' },
    ];
    const source = await openSerial({ path, devices });
    expect(source.layouts.map(({ component, parts, periodMs }) => `${component} ${parts.join()} ${periodMs}`)).toEqual([
      'battery pack 1000',
      'battery cell1,cell2 1000',
      'battery sensor1 1000',
      'battery left 1000',
      'battery left.switch,left.board 1000',
      'joint elbow_joint 20',
      'joint shoulder_pan_joint,shoulder_lift_joint,elbow_joint,wrist_1_joint,wrist_2_joint,wrist_3_joint 1000',
      'controller robot 1000',
    ]);
    expect(source.layouts[5]?.signals).not.toContain('currentA');
    expect(source.observable).toEqual(['emergencyStop', 'majorFault', 'protectiveStop', 'safeguardStop']);
    expect(source.identity).toEqual({
      protocol: 'serial',
      endpoint: path,
      baudRate: 9600,
      pack: 'jbd, current sign vendorDoc',
      left: 'dalyModbus, current sign stateFlag, at rest unverified',
      servos: 'dynamixel ids 4',
      'unit 9': expect.stringMatching(/^modbusRtu unit 9 ur-modbus sha256:[0-9a-f]{64} unverified not read$/),
    });
  });

  it.each([
    ['jbd', {}, 1000],
    ['dalyUart', {}, 5000],
    ['dalyModbus', {}, 1000],
    ['dynamixel', { servos: [{ id: 1, joint: 'elbow_joint' }] }, 20],
    ['modbusRtu', { unitId: 1, map: 'ur-modbus' }, 1000],
    ['jsonLines', { fields: [field] }, 1000],
  ])('reads %s without more than it needs, every so many ms', async (protocol, more, periodMs) => {
    const { layouts } = await openSerial({ path, devices: [{ protocol, ...more }] });
    expect(layouts[0]?.periodMs).toBe(periodMs);
  });

  it('names only what a battery without known cells has', async () => {
    const { layouts } = await openSerial({ path, devices: [{ protocol: 'jbd' }] });
    expect(layouts.map(({ parts }) => parts)).toEqual([['pack']]);
  });

  it('says everything that is wrong at once', async () => {
    const devices = [
      { protocol: 'jbd', servos: [{ id: 1, joint: 'elbow_joint' }], unitId: 3 },
      { protocol: 'dalyUart', pollMs: 1000 },
      {
        protocol: 'dynamixel',
        servos: [
          { id: 1, joint: 'elbow_joint' },
          { id: 1, joint: 'knee' },
        ],
      },
      { protocol: 'modbusRtu', unitId: 3, map: 'abb-modbus' },
      { protocol: 'dynamixel' },
      {
        protocol: 'jsonLines',
        fields: [
          { ...field, unit: 'A' },
          { ...field, component: 'joint', part: 'neck', signal: 'positionRad', unit: 'rad' },
        ],
      },
    ];
    const problems = await refusalOf(openSerial({ path, devices }), '');
    expect(problems.map((problem) => problem.split(' | ').slice(0, 2).join(': '))).toEqual([
      'devices.0.servos: set',
      'devices.0.unitId: set',
      'devices.1.pollMs: 1000',
      'devices.2: joint "knee"',
      'devices.4.servos: missing',
      'devices.5: joint "neck"',
      'devices.5 fields[0] "v": unit "A" cannot become V',
      'devices: jsonLines among 6',
      'devices part: pack again',
      'devices unitId: 3 again',
      'devices servos.id: 1 again',
      'devices servos.id: 1 again',
      'devices servos.joint: elbow_joint again',
      'devices.3 → map: "abb-modbus"',
    ]);
  });

  it('refuses a register map nobody has compared, and joints it has no room for', async () => {
    const drive = { protocol: 'modbusRtu', unitId: 1, map: 'generic-cia402' };
    const problems = await refusalOf(openSerial({ path, devices: [drive] }), '');
    expect(problems).toHaveLength(2);
    expect(problems.join()).toContain('set acceptUnverified: true');
    expect((await openSerial({ path, devices: [{ ...drive, joints: ['elbow_joint'], acceptUnverified: true }] })).layouts).toHaveLength(1);
  });

  it.each([
    ['a unit that is the broadcast', { protocol: 'modbusRtu', unitId: 0, map: 'ur-modbus' }],
    ['a servo id that is the broadcast', { protocol: 'dynamixel', servos: [{ id: 254, joint: 'elbow_joint' }] }],
    ['an option nobody knows', { protocol: 'jbd', write: true }],
  ])('has a schema that refuses %s', (_, device) => {
    expect(() => serialOptions({ path, devices: [device] })).toThrow();
  });
});

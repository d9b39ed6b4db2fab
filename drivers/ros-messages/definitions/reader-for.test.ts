import { parse } from '@foxglove/rosmsg';
import { MessageWriter as Ros1Writer } from '@foxglove/rosmsg-serialization';
import { MessageWriter as CdrWriter } from '@foxglove/rosmsg2-serialization';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedDefinitions, type RosGeneration, vendorTypeNames } from './published-definitions.ts';
import { readerFor } from './reader-for.ts';

const header1 = { seq: 7, stamp: { sec: 1_700_000_000, nsec: 5 }, frame_id: 'base' };
const header2 = { stamp: { sec: 1_700_000_000, nanosec: 5 }, frame_id: 'base' };
const joints = { name: ['a', 'bc'], position: [0.5, -0.25], velocity: [], effort: [1, 2] };

function written(type: string, generation: RosGeneration, message: object): Uint8Array {
  const definitions = [...(publishedDefinitions(type, generation) ?? [])];
  return generation === 'ros1' ? new Ros1Writer(definitions).writeMessage(message) : new CdrWriter(definitions).writeMessage(message);
}

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null, (_, each) => (ArrayBuffer.isView(each) ? [...(each as Float64Array)] : each)));

describe('a standard message', () => {
  it('of ROS 1 is read as it was written', () => {
    const message = { header: header1, ...joints };
    expect(plain(readerFor('sensor_msgs/JointState', 'ros1')?.(written('sensor_msgs/JointState', 'ros1', message)))).toEqual(message);
  });

  it.each(['sensor_msgs/JointState', 'sensor_msgs/msg/JointState'])('of ROS 2 is read as it was written, named %s', (type) => {
    const message = { header: header2, ...joints };
    expect(plain(readerFor(type, 'ros2')?.(written('sensor_msgs/JointState', 'ros2', message)))).toEqual(message);
  });

  it('with nested types and strings is read too', () => {
    const status = { level: 2, name: 'motor', message: 'hot', hardware_id: 'm1', values: [{ key: 't', value: '90' }] };
    const message = { header: header2, status: [status] };
    expect(
      plain(readerFor('diagnostic_msgs/DiagnosticArray', 'ros2')?.(written('diagnostic_msgs/DiagnosticArray', 'ros2', message))),
    ).toEqual(message);
  });

  it('in big-endian CDR is read too', () => {
    const bytes = Uint8Array.from([0, 0, 0, 0, 0xc0, 0x45, 0, 0]);
    const reader = readerFor('x/F', 'ros2', 'float32 temperature');
    expect(reader?.(bytes)).toEqual({ temperature: -3.078125 });
  });
});

describe('the bytes of a message', () => {
  const bytes = written('sensor_msgs/JointState', 'ros2', { header: header2, ...joints });
  const read = readerFor('sensor_msgs/JointState', 'ros2');

  it('may be followed by the padding of the middleware, and by nothing else', () => {
    expect(read?.(Uint8Array.from([...bytes, 0, 0, 0]))).toBeDefined();
    expect(read?.(Uint8Array.from([...bytes, 0, 0, 0, 0]))).toBeUndefined();
  });

  it('must not end early, also when the buffer goes on behind them', () => {
    const long = Uint8Array.from([...bytes, ...bytes]);
    for (let length = 0; length < bytes.length; length++) expect(read?.(long.subarray(0, length))).toBeUndefined();
    expect(read?.(long.subarray(0, bytes.length))).toBeDefined();
  });

  it('of ROS 1 must end exactly where the layout does', () => {
    const ros1 = written('sensor_msgs/JointState', 'ros1', { header: header1, ...joints });
    const long = Uint8Array.from([...ros1, ...ros1]);
    const whole = Array.from({ length: long.length + 1 }, (_, length) => length).filter(
      (length) => readerFor('sensor_msgs/JointState', 'ros1')?.(long.subarray(0, length)) !== undefined,
    );
    expect(whole).toEqual([ros1.length]);
  });

  it('may be anything: a reader never throws (property)', () => {
    const types = ['sensor_msgs/JointState', 'diagnostic_msgs/DiagnosticArray', 'control_msgs/DynamicJointState', 'unitree_hg/LowState'];
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.constantFrom<RosGeneration>('ros1', 'ros2'),
        fc.uint8Array({ maxLength: 400 }),
        (type, generation, noise) => {
          expect(() => readerFor(type, generation)?.(noise)).not.toThrow();
        },
      ),
    );
  });

  it('with one byte changed give a message or nothing (property)', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        const message = read?.(changed);
        expect(message === undefined || typeof message === 'object').toBe(true);
      }),
    );
  });
});

describe('the definition of a recording', () => {
  it('stands above the published one', () => {
    const read = readerFor('sensor_msgs/JointState', 'ros2', 'uint8 axes');
    expect(read?.(Uint8Array.from([0, 1, 0, 0, 9]))).toEqual({ axes: 9 });
  });

  it('brings its own types, in both generations', () => {
    const text = `Header header\nB[] parts\n${'='.repeat(80)}\nMSG: std_msgs/Header\nuint32 seq\ntime stamp\nstring frame_id\n${'='.repeat(80)}\nMSG: a/B\nint16 x`;
    const message = { header: header1, parts: [{ x: 1 }, { x: -2 }] };
    const bytes = new Ros1Writer(parse(text)).writeMessage(message);
    expect(plain(readerFor('a/A', 'ros1', text)?.(bytes))).toEqual(message);
    const text2 = `std_msgs/Header header\na/B[] parts\n${'='.repeat(80)}\nMSG: std_msgs/Header\nbuiltin_interfaces/Time stamp\nstring frame_id\n${'='.repeat(80)}\nMSG: a/B\nint16 x\n${'='.repeat(80)}\nMSG: builtin_interfaces/Time\nint32 sec\nuint32 nanosec`;
    const message2 = { header: header2, parts: [{ x: 1 }, { x: -2 }] };
    const bytes2 = new CdrWriter(parse(text2, { ros2: true })).writeMessage(message2);
    expect(plain(readerFor('a/A', 'ros2', text2)?.(bytes2))).toEqual(message2);
  });

  it.each([
    ['is empty', ' \n'],
    ['is no definition', '{"json": true}'],
    ['refers to a type it does not bring', 'a/Missing x'],
    ['is endless', `a/B x\n${'='.repeat(80)}\nMSG: a/B\na/B x`],
    ['is longer than any', 'int32 x\n'.repeat(70_000)],
  ])('that %s is passed over for the published one', (_, text) => {
    const bytes = written('sensor_msgs/JointState', 'ros2', { header: header2, ...joints });
    expect(readerFor('sensor_msgs/JointState', 'ros2', text)?.(bytes)).toBeDefined();
    expect(readerFor('nobody_msgs/Knows', 'ros2', text)).toBeUndefined();
  });

  it('never runs code that it brings', () => {
    const text = `int32 x\n${'='.repeat(80)}\nMSG: a/b=0;globalThis.broughtCode=1;Record.c\nint32 y`;
    expect(readerFor('a/A', 'ros1', text)).toBeUndefined();
    expect(Object.hasOwn(globalThis, 'broughtCode')).toBe(false);
  });

  it('may be any text: nothing is thrown (property)', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('int32 x', 'a/B[] y', '='.repeat(80), 'MSG: a/B', 'string[4] s', 'a/B z'));
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom<RosGeneration>('ros1', 'ros2'), fc.uint8Array(), (lines, generation, noise) => {
        expect(() => readerFor('nobody_msgs/Knows', generation, lines.join('\n'))?.(noise)).not.toThrow();
      }),
    );
  });
});

describe('layouts of vendors', () => {
  it.each([
    ['unitree_hg/LowState', 'ros2'],
    ['unitree_hg/BmsState', 'ros2'],
    ['unitree_hg/MainBoardState', 'ros2'],
    ['unitree_go/LowState', 'ros2'],
    ['bodyctrl_msgs/MotorStatusMsg', 'ros1'],
    ['bodyctrl_msgs/Imu', 'ros1'],
    ['bodyctrl_msgs/PowerStatus', 'ros1'],
    ['bodyctrl_msgs/PowerBoardKeyStatus', 'ros1'],
    ['ur_dashboard_msgs/RobotMode', 'ros1'],
    ['ur_dashboard_msgs/SafetyMode', 'ros2'],
    ['xarm_msgs/RobotMsg', 'ros2'],
    ['industrial_msgs/RobotStatus', 'ros1'],
    ['control_msgs/DynamicJointState', 'ros2'],
  ] as const)('%s is complete in %s: so many zero bytes are a message with all fields zero', (type, generation) => {
    const read = readerFor(type, generation);
    const lengths = Array.from({ length: 2400 }, (_, length) => length).filter((length) => read?.(new Uint8Array(length)) !== undefined);
    expect(lengths.length).toBeGreaterThanOrEqual(1);
    expect(lengths.length).toBeLessThanOrEqual(4);
  });

  it('of Unitree have the lengths of their structures', () => {
    // CDR head, versions to tick, IMU, a first motor that needs two bytes less to be aligned, 34 more, remote, reserve, checksum.
    expect(written('unitree_hg/LowState', 'ros2', {})).toHaveLength(4 + 16 + 54 + 54 + 34 * 56 + 40 + 16 + 4);
  });

  it('that are not public in a generation have no reader there', () => {
    expect(readerFor('bodyctrl_msgs/MotorStatusMsg', 'ros2')).toBeUndefined();
    expect(readerFor('control_msgs/JointTrajectoryControllerState', 'ros2')).toBeUndefined();
    expect(readerFor('toString', 'ros1')).toBeUndefined();
  });

  it('are all readable in one generation at least', () => {
    for (const type of vendorTypeNames()) expect(readerFor(type, 'ros1') ?? readerFor(type, 'ros2'), type).toBeDefined();
  });
});

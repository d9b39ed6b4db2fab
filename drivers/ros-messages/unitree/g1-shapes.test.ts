import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../../agent/configuration/product-files.ts';
import type { RosTopic } from '../../../agent/contract/profile.ts';
import { cellsOf, raisedFaults } from '../../../tests/support/humanoid-fixture.ts';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { ros1Header, ros2Header } from '../../../tests/support/ros-fixture.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { hgLowState } from './hg-low-state.ts';

const { value: profile } = await readProfile('unitree-g1-29dof');
const topic = profile.ros?.topics.find(({ type }) => type === hgLowState.name);
const slotCount = 35;

/** What a robot has in memory: single precision, NaN where a sensor is broken. */
const single = fc.float({ min: -100, max: 100, noDefaultInfinity: true });
const three = fc.tuple(single, single, single);
const motor = fc.record({
  mode: fc.nat(1),
  q: single,
  dq: single,
  ddq: single,
  tau_est: single,
  temperature: fc.tuple(fc.integer({ min: -40, max: 255 }), fc.integer({ min: -40, max: 255 })),
  vol: fc.float({ min: 0, max: 60, noNaN: true }),
  motorstate: fc.constantFrom(0, 0, 0, 1, 0x400, 0x8000_0000),
});
const lowState = fc.record({
  mode_pr: fc.nat(1),
  mode_machine: fc.nat(9),
  tick: fc.nat(),
  imu_state: fc.record({
    quaternion: fc.tuple(single, single, single, single),
    gyroscope: three,
    accelerometer: three,
    rpy: three,
    temperature: fc.integer({ min: -40, max: 120 }),
  }),
  motor_state: fc.array(motor, { minLength: slotCount, maxLength: slotCount }),
  wireless_remote: fc.array(fc.nat(255), { minLength: 40, maxLength: 40 }),
});

/** As a bridge writes JSON: null for NaN, base64 for uint8[]. */
function asJson(message: RosMessage, header: object): RosMessage {
  const wireless_remote = btoa(String.fromCharCode(...(message.wireless_remote as number[])));
  return JSON.parse(JSON.stringify({ header, ...message, wireless_remote }));
}

/** As a CBOR bridge or a CDR reader gives it: lists of numbers are typed arrays. */
function asTyped(value: unknown): unknown {
  if (Array.isArray(value)) return value.every((entry) => typeof entry === 'number') ? typedOf(value) : value.map(asTyped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, asTyped(entry)]));
}

const typedOf = (values: number[]): Int32Array | Float32Array =>
  values.every(Number.isInteger) ? Int32Array.from(values) : Float32Array.from(values);

function read(asked: RosTopic, message: RosMessage) {
  const out = recordingSink();
  const decoder = hgLowState.bind({ sourceId: 'g1', profile, topic: asked, periodMs: 1000 / asked.rateHz });
  decoder.decode(message, timeAt(0), out);
  return { cells: cellsOf(out), faults: raisedFaults(out.messages), modes: out.messages.filter(({ kind }) => kind === 'mode') };
}

describe('one LowState of a G1', () => {
  it('is the same to six decimals as ROS 1 JSON, ROS 2 JSON and typed arrays', () => {
    if (topic === undefined) throw new Error('the profile of the G1 reads no LowState');
    fc.assert(
      fc.property(lowState, (message) => {
        const first = read(topic, asJson(message, ros1Header));
        expect(Object.keys(first.cells)).toHaveLength(29 * 6 + 10);
        expect(read(topic, asJson(message, ros2Header))).toEqual(first);
        expect(read(topic, asTyped(message) as RosMessage)).toEqual(first);
      }),
      { numRuns: 60 },
    );
  });
});

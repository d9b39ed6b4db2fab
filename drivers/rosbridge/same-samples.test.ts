import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Flaw } from '../../agent/contract/driver.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { isUnknown } from '../../agent/contract/unknown.ts';
import { type RecordingSink, recordingSink } from '../../tests/support/recording-sink.ts';
import { profileWith, rosbridgeSource, rosTopic } from '../../tests/support/rosbridge-fixture.ts';
import { rawWriter } from '../../tests/support/rosbridge-raw.ts';
import { RosbridgeServer } from '../../tests/support/rosbridge-server.ts';
import type { Compression, Fields, Generation } from '../../tests/support/rosbridge-wire.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import { Watched } from '../../tests/support/watched.ts';
import { connectBridge } from './connection/roslib-client.ts';

/*
 * The same robot ─▶ ROS 1 JSON, ROS 2 JSON, CBOR, cbor-raw ─▶ a server on loopback ─▶ the driver ─▶ samples, to be the same to six decimals
 */
const topics = [
  { name: '/joint_states', type: 'sensor_msgs/JointState' },
  { name: '/battery', type: 'sensor_msgs/BatteryState' },
  { name: '/imu', type: 'sensor_msgs/Imu' },
] as const;
const profile: Profile = profileWith(
  rosTopic('/joint_states', { decode: { effort: 'torqueNm' } }),
  rosTopic('/battery', { type: 'sensor_msgs/BatteryState', decode: { cellCount: 2, sensorCount: 1 } }),
  rosTopic('/imu', { type: 'sensor_msgs/Imu' }),
);
const stepMs = 10;
/** A position that ends the recording; no other message holds it. */
const lastPositionRad = 1.234567;

interface Wire {
  readonly generation: Generation;
  /** Where a bridge of this generation can write it; JSON for the others (facts/field-behaviour §1). */
  readonly compression: Compression;
  readonly topics: readonly string[];
  readonly bareNumbers?: boolean;
}

const all = topics.map(({ name }) => name);
const reference: Wire = { generation: 'ros1', compression: 'none', topics: [] };
const others: readonly (readonly [string, Wire])[] = [
  ['ROS 2 JSON', { generation: 'ros2', compression: 'none', topics: [] }],
  ['ROS 2 JSON with bare NaN', { generation: 'ros2', compression: 'none', topics: [], bareNumbers: true }],
  ['ROS 1 CBOR', { generation: 'ros1', compression: 'cbor', topics: ['/battery', '/imu'] }],
  ['ROS 2 CBOR', { generation: 'ros2', compression: 'cbor', topics: ['/joint_states', '/battery'] }],
  ['ROS 1 cbor-raw', { generation: 'ros1', compression: 'cbor-raw', topics: all }],
  ['ROS 2 cbor-raw', { generation: 'ros2', compression: 'cbor-raw', topics: all }],
];

/** What a node writes into a float64 and a float32 field, no number among it. */
const float64 = fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 5e-324));
const float32 = fc.oneof(fc.double({ min: 0, max: 60, noNaN: true }), fc.constantFrom(Number.NaN, 48.1, 0.83, -0)).map(Math.fround);
const floats32 = (maxLength: number) => fc.array(float32, { maxLength }).map((values) => Float32Array.from(values));
const perJoint = fc.oneof(fc.constant([]), fc.tuple(float64, float64, float64));
const xyz = fc.record({ x: float64, y: float64, z: float64 });
const covariance = fc.constantFrom(new Float64Array(9), Float64Array.of(-1, 0, 0, 0, 0, 0, 0, 0, 0), new Float64Array(9).fill(Number.NaN));
const robotMoment = fc.record({
  '/joint_states': fc.record({ name: fc.constant(['j1', 'gripper', 'j0']), position: perJoint, velocity: perJoint, effort: perJoint }),
  '/battery': fc.record({
    voltage: float32,
    temperature: float32,
    current: float32,
    charge: float32,
    capacity: float32,
    design_capacity: float32,
    percentage: fc.oneof(float32, fc.constantFrom(0.83, 8).map(Math.fround)),
    power_supply_status: fc.constantFrom(1, 2, 9),
    power_supply_health: fc.constantFrom(0, 1, 3),
    power_supply_technology: fc.constantFrom(2, 10),
    present: fc.boolean(),
    cell_voltage: floats32(3),
    cell_temperature: floats32(2),
    location: fc.constant(''),
    serial_number: fc.constantFrom('', 'pack é'),
  }),
  '/imu': fc.record({
    orientation: fc.record({ x: float64, y: float64, z: float64, w: float64 }),
    orientation_covariance: covariance,
    angular_velocity: xyz,
    angular_velocity_covariance: covariance,
    linear_acceleration: xyz,
    linear_acceleration_covariance: covariance,
  }),
});
/** Some moments of a robot; the seed makes them the same for every wire. */
const moments: readonly Readonly<Record<string, Fields>>[] = fc.sample(robotMoment, { seed: 20_260_314, numRuns: 60 });

let server: RosbridgeServer;

afterEach(() => server.kill());

/** Everything the driver made of the robot over this wire. */
async function heardOver(wire: Wire): Promise<RecordingSink> {
  const watched = new Watched();
  server = new RosbridgeServer(watched, { generation: wire.generation, topics });
  server.bareNumbers = wire.bareNumbers ?? false;
  server.rawBytesOf = rawWriter(wire.generation, topics);
  const wishes = all.map((topic) => ({ topic, rateHz: 'all', compression: wire.topics.includes(topic) ? wire.compression : 'none' }));
  const options = { url: await server.start(), generation: wire.generation, topics: wishes };
  const sink = recordingSink();
  const stop = new AbortController();
  const noting = {
    ...sink,
    frame: (frame: Parameters<RecordingSink['frame']>[0]) => {
      sink.frame(frame);
      watched.note();
      return true;
    },
  };
  const clock = new VirtualClock();
  server.robotMs = clock.now().wallMs;
  const running = rosbridgeSource({ connect: connectBridge, clock, profile, options }).run(noting, stop.signal);
  await watched.until('all are subscribed', () => server.subscriptions.length === all.length);
  for (const moment of moments) publish(moment);
  publish({ '/joint_states': { name: ['j0', 'j1'], position: [lastPositionRad, 0], velocity: [], effort: [] } });
  await watched.until('the last message', () => sink.frames.at(-1)?.cells['positionRad j0'] === lastPositionRad);
  stop.abort();
  await running;
  return sink;
}

function publish(moment: Readonly<Record<string, Fields>>): void {
  server.robotMs += stepMs;
  for (const [topic, message] of Object.entries(moment)) server.publish(topic, message);
}

/** Six decimals, and −0 is 0; what is unknown keeps its reason. */
function rounded({ frames, messages }: RecordingSink) {
  const samples = frames.map(({ component, cells, sourceWallMs }) => ({
    component,
    sourceWallMs,
    cells: Object.fromEntries(
      Object.entries(cells).map(([cell, value]) => [cell, isUnknown(value) ? value : Math.round(value * 1e6) / 1e6 + 0]),
    ),
  }));
  return { samples, messages: messages.map((message) => ({ ...message, time: undefined })) };
}

describe('the same robot', () => {
  it.each(others)('through %s gives the samples of ROS 1 JSON', async (_, wire) => {
    const expected = await heardOver(reference);
    await server.kill();
    const heard = await heardOver(wire);
    expect(rounded(heard)).toEqual(rounded(expected));
    const isRepaired = ({ code }: Flaw): boolean => code === 'rosbridge/bare-number';
    expect(heard.flaws.filter((flaw) => !isRepaired(flaw))).toEqual(expected.flaws);
    expect(heard.flaws.some(isRepaired)).toBe(wire.bareNumbers ?? false);
  });

  it('is a robot worth comparing: every stream known and unknown, empty arrays, widened numbers, faults', async () => {
    const { samples, messages } = rounded(await heardOver(reference));
    for (const component of ['joint', 'battery', 'imu']) {
      const cells = samples.filter((one) => one.component === component).flatMap((one) => Object.values(one.cells));
      const knownCount = cells.filter((value) => !isUnknown(value)).length;
      expect([component, knownCount > 50, cells.length > knownCount]).toEqual([component, true, true]);
    }
    expect(samples.some(({ cells }) => cells['voltageV pack'] === 48.1)).toBe(true);
    expect(messages.length).toBeGreaterThan(0);
  });
});

import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import { stringify } from '@foxglove/rosmsg';
import { MessageWriter as Ros1Writer } from '@foxglove/rosmsg-serialization';
import { MessageWriter as CdrWriter } from '@foxglove/rosmsg2-serialization';
import { McapWriter } from '@mcap/core';
import type { Profile } from '../../agent/contract/profile.ts';
import type { Generation } from '../../drivers/replay/formats/bag/recorded-message.ts';
import { publishedDefinitions } from '../../drivers/ros-messages/definitions/published-definitions.ts';
import { twoJointProfile } from './telemetry.ts';

/** One message of a recording made by a test, before it is serialised. */
export interface Published {
  readonly topic: string;
  /** `package/Type`. */
  readonly type: string;
  readonly timeNs: bigint;
  /** Its fields; a `header` gets its stamp from `timeNs` in the words of the generation. */
  readonly fields: object;
  /** These bytes instead of the fields. */
  readonly bytes?: Uint8Array;
}

export const bagStartNs = 1_600_000_000_123_456_789n;
const periodNs = 100_000_000n;
const nsPerSecond = 1_000_000_000n;

/** A profile of two joints that says what it says over ROS. */
export const rosProfile: Profile = {
  ...twoJointProfile,
  ros: {
    generations: ['ros1', 'ros2'],
    topics: [
      topicOf('/joint_states', 'sensor_msgs/JointState'),
      topicOf('/battery', 'sensor_msgs/BatteryState'),
      topicOf('/imu', 'sensor_msgs/Imu'),
      { ...topicOf('/safety_mode', 'ur_dashboard_msgs/SafetyMode'), onChange: true },
    ],
  },
};

function topicOf(topic: string, type: string) {
  return { topic, type, rateHz: 10, onChange: false, optional: false, unverified: false, decode: {} };
}

/** Joints at 10 Hz, a battery and an IMU each second, and a protective stop from second 2 to 3. */
export function robotDay(seconds = 4): Published[] {
  return Array.from({ length: seconds * 10 }, (_, index) => index).flatMap((index) => {
    const timeNs = bagStartNs + BigInt(index) * periodNs;
    const joints = { name: ['j1', 'j0'], position: [0.5 + index / 100, -0.25], velocity: [0.125, index / 1000], effort: [] };
    const joint = { topic: '/joint_states', type: 'sensor_msgs/JointState', timeNs, fields: { header: {}, ...joints } };
    return index % 10 === 0 ? [joint, ...oncePerSecond(index, timeNs + 1_000_000n)] : [joint];
  });
}

function oncePerSecond(index: number, timeNs: bigint): Published[] {
  const battery = { voltage: 48.5, temperature: 31, current: -2.5, charge: 9, capacity: 10, design_capacity: 10, percentage: 0.875 };
  const cells = { cell_voltage: [3.5, 3.625], cell_temperature: [30], location: '', serial_number: '' };
  const states = { power_supply_status: 2, power_supply_health: 1, power_supply_technology: 2, present: true };
  const xyz = { x: 0.25, y: -0.5, z: 9.75 };
  const covariance = new Float64Array(9);
  const imu = { orientation: { x: 0, y: 0, z: 0, w: 1 }, angular_velocity: xyz, linear_acceleration: xyz };
  const covariances = {
    orientation_covariance: covariance,
    angular_velocity_covariance: covariance,
    linear_acceleration_covariance: covariance,
  };
  return [
    { topic: '/battery', type: 'sensor_msgs/BatteryState', timeNs, fields: { header: {}, ...battery, ...states, ...cells } },
    { topic: '/imu', type: 'sensor_msgs/Imu', timeNs, fields: { header: {}, ...imu, ...covariances } },
    { topic: '/safety_mode', type: 'ur_dashboard_msgs/SafetyMode', timeNs, fields: { mode: index === 20 ? 3 : 1 } },
  ];
}

/** The bytes of one message as its publisher serialises it. */
export function serialise({ type, timeNs, fields, bytes }: Published, generation: Generation): Uint8Array {
  if (bytes !== undefined) return bytes;
  const definitions = [...(publishedDefinitions(type, generation) ?? [])];
  const sec = Number(timeNs / nsPerSecond);
  const nsec = Number(timeNs % nsPerSecond);
  const stamp = generation === 'ros1' ? { sec, nsec } : { sec, nanosec: nsec };
  const message = 'header' in fields ? { ...fields, header: { seq: 1, stamp, frame_id: 'base' } } : fields;
  return generation === 'ros1' ? new Ros1Writer(definitions).writeMessage(message) : new CdrWriter(definitions).writeMessage(message);
}

/** The definition of a type with everything it is made of, as recorders write it. */
export function definitionText(type: string, generation: Generation): string {
  return stringify([...(publishedDefinitions(type, generation) ?? [])].map((each, index) => (index === 0 ? { ...each, name: '' } : each)));
}

/** `package/msg/Type` in ROS 2, `package/Type` in ROS 1. */
export function typeNameOf(type: string, generation: Generation): string {
  return generation === 'ros1' ? type : type.replace('/', '/msg/');
}

export interface McapForm {
  readonly generation?: Generation;
  readonly compression?: 'none' | 'zstd' | 'lz4';
  /** False: messages stand outside chunks. */
  readonly useChunks?: boolean;
  readonly chunkBytes?: number;
  readonly withDefinitions?: boolean;
  /** False: as a recorder that was killed leaves it. */
  readonly ended?: boolean;
}

/** An MCAP file as rosbag2 and others write it. */
export async function mcapFile(messages: readonly Published[], form: McapForm = {}): Promise<Uint8Array> {
  const { generation = 'ros2', compression = 'none', useChunks = true, chunkBytes = 2000, withDefinitions = true, ended = true } = form;
  const pieces: Uint8Array[] = [];
  const writable = {
    position: () => BigInt(pieces.reduce((total, piece) => total + piece.length, 0)),
    write: async (piece: Uint8Array) => {
      pieces.push(piece.slice());
    },
  };
  const compressChunk = (chunk: Uint8Array) => ({
    compression,
    compressedData: compression === 'lz4' ? lz4Frame(chunk) : zstdCompressSync(chunk),
  });
  const writer = new McapWriter({ writable, useChunks, chunkSize: chunkBytes, ...(compression === 'none' ? {} : { compressChunk }) });
  await writer.start({ profile: generation, library: 'bag-fixture' });
  const channelIds = new Map<string, number>();
  for (const [sequence, message] of messages.entries()) {
    const channelId = channelIds.get(message.topic) ?? (await registerChannel(writer, message, { generation, withDefinitions }));
    channelIds.set(message.topic, channelId);
    const data = serialise(message, generation);
    await writer.addMessage({ channelId, sequence, logTime: message.timeNs, publishTime: message.timeNs, data });
  }
  if (ended) await writer.end();
  return Buffer.concat(pieces);
}

async function registerChannel(
  writer: McapWriter,
  { topic, type }: Published,
  { generation, withDefinitions }: Required<Pick<McapForm, 'generation' | 'withDefinitions'>>,
): Promise<number> {
  const data = new TextEncoder().encode(withDefinitions ? definitionText(type, generation) : '');
  const encoding = withDefinitions ? `${generation}msg` : '';
  const schemaId = await writer.registerSchema({ name: typeNameOf(type, generation), encoding, data });
  return writer.registerChannel({ schemaId, topic, messageEncoding: generation === 'ros1' ? 'ros1' : 'cdr', metadata: new Map() });
}

/** An LZ4 frame whose blocks are stored as they are; the last byte of its head is the checksum of the two before. */
export function lz4Frame(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE((bytes.length | 0x8000_0000) >>> 0);
  return Buffer.concat([Buffer.from('04224d18607073', 'hex'), length, bytes, Buffer.alloc(4)]);
}

/** A `.db3` of rosbag2; recorders before Iron wrote no definitions. */
export function writeDb3(
  path: string,
  messages: readonly Published[],
  { withDefinitions = true, messageBytes = (bytes: Uint8Array) => bytes } = {},
): void {
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, serialization_format TEXT NOT NULL)');
  database.exec(
    'CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, timestamp INTEGER NOT NULL, data BLOB NOT NULL);' +
      'CREATE INDEX timestamp_idx ON messages (timestamp ASC)',
  );
  const types = new Map(messages.map(({ topic, type }) => [topic, type]));
  for (const [topic, type] of types) {
    database.prepare("INSERT INTO topics (name, type, serialization_format) VALUES (?, ?, 'cdr')").run(topic, typeNameOf(type, 'ros2'));
  }
  if (withDefinitions) writeDefinitions(database, [...types.values()]);
  const insert = database.prepare('INSERT INTO messages (topic_id, timestamp, data) VALUES ((SELECT id FROM topics WHERE name = ?), ?, ?)');
  for (const message of messages) insert.run(message.topic, message.timeNs, messageBytes(serialise(message, 'ros2')));
  database.close();
}

function writeDefinitions(database: DatabaseSync, types: readonly string[]): void {
  database.exec(
    'CREATE TABLE message_definitions(topic_type TEXT, encoding TEXT, encoded_message_definition TEXT, type_description_hash TEXT)',
  );
  const insert = database.prepare("INSERT INTO message_definitions VALUES (?, 'ros2msg', ?, '')");
  for (const type of new Set(types)) insert.run(typeNameOf(type, 'ros2'), definitionText(type, 'ros2'));
}

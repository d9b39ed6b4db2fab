import type { FrameLayout } from '../../contract/frame.ts';
import { fieldName, fieldNames } from './field-name.ts';
import { type RingFrame, valueBytesOf } from './frame-ring.ts';

/*
 *  frame ─▶ ROS 2 message in CDR, every field at a fixed place:
 *    0 encapsulation │ 4 stamp (s, ns) │ 12 frame_id "" │ 20 monoNs │ 28 sourceWallMs │ 36 quality[n] │ values, part by part
 *  One field per part and signal, the house name as ROS spells it: both viewers show /robot/joint.left_knee.position_rad.
 */
const encapsulationBytes = 4;
const stampAt = 4;
const frameIdAt = 12;
const monoNsAt = 20;
const sourceWallAt = 28;
const qualityAt = 36;

/** A stream's message type: its name, its definition, and how frames become bytes. */
export interface FrameMessageType {
  readonly name: string;
  readonly definition: string;
  /** Field names of the parts, in the layout's order. */
  readonly fields: readonly string[];
  encode(frame: RingFrame, wallNs: bigint): Uint8Array;
}

const headerDefinition = `================================================================================
MSG: std_msgs/Header
builtin_interfaces/Time stamp
string frame_id
================================================================================
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec`;

/** The message type of a stream; `index` keeps the names of several streams of one component apart. */
export function frameMessageType(layout: FrameLayout, index: number): FrameMessageType {
  const noun = `${layout.component.slice(0, 1).toUpperCase()}${layout.component.slice(1)}${index}`;
  const fields = fieldNames(layout.parts);
  const cellCount = layout.parts.length * layout.signals.length;
  const scalar = valueBytesOf(layout) === 8 ? 'float64' : 'float32';
  const definition = [
    'std_msgs/Header header',
    '# monotonic clock of the agent, ns',
    'uint64 mono_ns',
    "# the robot's own stamp, ms since 1970; NaN: it gave none",
    'float64 source_wall_ms',
    '# per cell, signal by signal: 0 good, 1 missing, 2 out of range, 3 not reported; a cell that is not good is NaN',
    `uint8[${cellCount}] quality`,
    ...fields.map((field) => `robot_risk/${noun}Part ${field}`),
    headerDefinition,
    '='.repeat(80),
    `MSG: robot_risk/${noun}Part`,
    ...layout.signals.map((signal) => `${scalar} ${fieldName(signal)}`),
  ].join('\n');
  return { name: `robot_risk/msg/${noun}`, definition, fields, encode: encoderOf(layout) };
}

const nsPerS = 1_000_000_000n;

function encoderOf(layout: FrameLayout): FrameMessageType['encode'] {
  const [partCount, signalCount] = [layout.parts.length, layout.signals.length];
  const valueBytes = valueBytesOf(layout);
  const cellCount = partCount * signalCount;
  const bodyEnd = qualityAt + cellCount - encapsulationBytes;
  const valuesAt = encapsulationBytes + Math.ceil(bodyEnd / valueBytes) * valueBytes;
  const sizeBytes = valuesAt + cellCount * valueBytes;
  return ({ monoNs, sourceWallMs, quality, values }, wallNs) => {
    const bytes = new Uint8Array(sizeBytes);
    const view = new DataView(bytes.buffer);
    bytes[1] = 1;
    view.setInt32(stampAt, Number(wallNs / nsPerS), true);
    view.setUint32(stampAt + 4, Number(wallNs % nsPerS), true);
    view.setUint32(frameIdAt, 1, true);
    view.setBigUint64(monoNsAt, monoNs, true);
    view.setFloat64(sourceWallAt, sourceWallMs ?? Number.NaN, true);
    bytes.set(quality, qualityAt);
    const put = valueBytes === 8 ? view.setFloat64.bind(view) : view.setFloat32.bind(view);
    for (let p = 0; p < partCount; p++) {
      for (let s = 0; s < signalCount; s++) {
        const cell = s * partCount + p;
        const value = quality[cell] === 0 ? (values[cell] ?? Number.NaN) : Number.NaN;
        put(valuesAt + (p * signalCount + s) * valueBytes, value, true);
      }
    }
    return bytes;
  };
}

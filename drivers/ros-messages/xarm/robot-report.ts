import type { FromSchema } from 'json-schema-to-ts';
import type { ControlSource, ExecutionState, Flag, RobotMode } from '../../../agent/contract/message.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { type BehaviourReading, ChangeWatch, type ModeReading, type SafetyReading } from '../decoding/change-watch.ts';
import { codesOf } from '../decoding/code-table.ts';
import { classesOf, FaultWatch } from '../decoding/fault-watch.ts';
import { fillColumn } from '../decoding/fill-column.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import { healMsOf } from '../decoding/heal-ms-of.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { arrayOf, headerStampMs, numberOf } from '../decoding/read-field.ts';
import { controllerErrors, controllerWarnings, servoPlace } from './controller-codes.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    angles: {
      type: 'boolean',
      default: false,
      description: 'Read the joint angles from here: where joint_states is not read. Both would count every motion twice.',
    },
  },
} as const;

type Options = FromSchema<typeof optionsSchema>;

/** `xarm_msgs/RobotMsg`: state, mode, tool centre point, error and warning of the controller, and on request the joint angles (rad). */
export const robotReport: MessageType = {
  name: 'xarm_msgs/RobotMsg',
  optionsSchema,
  bind: (plan) => new RobotReportDecoder(plan, plan.topic.decode as Options),
};

const stopped = { executionState: 'stopped', motionPossible: false } as const;
interface StateMeaning {
  readonly robotMode?: RobotMode;
  readonly executionState: ExecutionState;
  readonly motionPossible?: boolean;
}

/** 1 RUNNING, 2 SLEEPING ("ready to move"), 3 PAUSED, 4 STOPPED and 5 CONFIG_CHANGED ("not ready for any motion commands"). */
const states: ReadonlyMap<number, StateMeaning> = new Map<number, StateMeaning>([
  [1, { robotMode: 'running', executionState: 'running', motionPossible: true }],
  [2, { robotMode: 'ready', executionState: 'idle', motionPossible: true }],
  [3, { executionState: 'paused' }],
  [4, { robotMode: 'standby', ...stopped }],
  [5, { robotMode: 'standby', ...stopped }],
]);

/** 1 SERVOJ: a program streams targets; 2 TEACHING_JOINT: a hand leads the arm. */
const controlSources: ReadonlyMap<number, ControlSource> = new Map([
  [1, 'externalProgram'],
  [2, 'handGuided'],
]);

class RobotReportDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable = [
    ...new Set(['emergencyStop', 'impact', 'safeguardStop', ...classesOf([controllerErrors, controllerWarnings])]),
  ].sort();
  readonly #filler: FrameFiller;
  readonly #joints: readonly string[];
  readonly #changes: ChangeWatch;
  readonly #faults: FaultWatch;

  constructor(plan: TopicPlan, { angles = false }: Options) {
    const { sourceId, periodMs } = plan;
    this.#joints = plan.profile.joints.map(({ name }) => name);
    this.#filler = new FrameFiller({ sourceId, component: 'joint', parts: this.#joints, signals: ['positionRad'], periodMs });
    this.layouts = angles ? [this.#filler.layout] : [];
    this.#changes = new ChangeWatch(sourceId);
    this.#faults = new FaultWatch(sourceId, healMsOf(plan));
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    if (this.layouts.length > 0) this.#decodeAngles(message, time, out);
    for (const said of this.#changes.mode(modeOf(message), time)) out.message(said);
    for (const said of this.#changes.safety(safetyOf(message, this.#joints.length), time)) out.message(said);
    for (const said of this.#changes.behaviour(toolOf(message), time)) out.message(said);
    this.#decodeError(numberOf(message.err), time, out);
    const warning = { table: controllerWarnings, part: undefined, value: numberOf(message.warn) };
    for (const said of this.#faults.read(warning, time)) out.message(said);
  }

  #decodeAngles(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    this.#filler.begin(time, headerStampMs(message));
    fillColumn(this.#filler, 0, { values: arrayOf(message.angle) });
    const frame = this.#filler.frame();
    if (frame !== undefined) out.frame(frame);
  }

  /** Every joint is read with every message, so that the error of one heals when another one's takes its place. */
  #decodeError(code: number, time: TimePoint, out: DecodedSink): void {
    if (!Number.isInteger(code)) return;
    const joint = this.#joints[servoPlace(code) ?? -1];
    for (const part of [undefined, ...this.#joints]) {
      const codes = part === joint ? codesOf(code, controllerErrors) : [];
      for (const said of this.#faults.readCodes({ table: controllerErrors, part }, codes, time)) out.message(said);
    }
  }
}

/** Millimetres and radians of the tool centre point, to the thousandth: a float32 that was stored once does not tremble below that. */
const offsetDecimalCount = 3;
const offsetCount = 6;

/** `offset`: the tool centre point behind the flange, as the controller was told. One that is not whole says nothing. */
function toolOf(message: RosMessage): BehaviourReading {
  const offset = Array.from(arrayOf(message.offset), numberOf);
  if (offset.length !== offsetCount || !offset.every(Number.isFinite)) return {};
  return { toolCentrePoint: offset.map((value) => Number(value.toFixed(offsetDecimalCount)) || 0).join(' ') };
}

function modeOf(message: RosMessage): ModeReading {
  const [state, mode, code] = [message.state, message.mode, message.err].map(numberOf);
  if (!Number.isInteger(state)) return {};
  const { robotMode = unknown('notReported'), executionState = unknown('notReported') } = states.get(state ?? 0) ?? {};
  const isFault = Number.isInteger(code) && code !== 0;
  return {
    robotMode: isFault ? 'fault' : robotMode,
    executionState,
    controlSource: controlSources.get(mode ?? 0) ?? unknown('notReported'),
    modeRaw: `state ${state}, mode ${mode}`,
  };
}

function safetyOf(message: RosMessage, jointCount: number): SafetyReading {
  const code = numberOf(message.err);
  return {
    emergencyStop: saysOneOf(code, [1, 2]),
    safeguardStop: saysOneOf(code, [3]),
    collisionDetected: saysOneOf(code, [22, 31]),
    motionPossible: states.get(numberOf(message.state))?.motionPossible ?? unknown('missing'),
    drivesPowered: anyBitOf(numberOf(message.mt_able), jointCount),
  };
}

/** The field holds one code: while it shows another one, whether this stands as well is not known. */
function saysOneOf(code: number, codes: readonly number[]): Flag {
  if (code === 0 || codes.includes(code)) return code !== 0;
  return unknown('missing');
}

function anyBitOf(mask: number, jointCount: number): Flag {
  if (!Number.isInteger(mask) || mask < 0) return unknown('missing');
  return mask % 2 ** jointCount !== 0;
}

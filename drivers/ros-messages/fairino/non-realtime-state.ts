import type { FromSchema } from 'json-schema-to-ts';
import type { ExecutionState, Flag } from '../../../agent/contract/message.ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { conversions } from '../../../agent/contract/unit.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { byteList } from '../decoding/byte-list.ts';
import { ChangeWatch, type ModeReading } from '../decoding/change-watch.ts';
import type { CodeTable } from '../decoding/code-table.ts';
import { classesOf, type FaultReading, FaultWatch } from '../decoding/fault-watch.ts';
import { fillColumn } from '../decoding/fill-column.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import { healMsOf } from '../decoding/heal-ms-of.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { flagOf, numberOf } from '../decoding/read-field.ts';
import { controlBoxCodes, driverCodes, driverLinkCodes, mainCodes, slaveCodes, softLimitCodes, subCodes } from './vendor-codes.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    torque: {
      enum: ['N.m', 'mN.m', 'unknown'],
      default: 'unknown',
      description: "Unit of j1_cur_tor to j6_cur_tor: the maker's streams use both.",
    },
  },
} as const;

type Options = FromSchema<typeof optionsSchema>;

/**
 * `fairino_msgs/RobotNonrtState`: joint angles in degrees, program state and the controller's errors. It has no speeds and no
 * temperatures, and its stamp is of no stated unit. Messages of older drivers lack most error fields: those say nothing then.
 */
export const nonRealtimeState: MessageType = {
  name: 'fairino_msgs/RobotNonrtState',
  optionsSchema,
  bind: (plan) => new NonRealtimeDecoder(plan, plan.topic.decode as Options),
};

const radPerDeg = conversions.deg?.factor ?? Number.NaN;
const jointNumbers = [1, 2, 3, 4, 5, 6];
const slaveCountMax = 8;
const executionStates: ReadonlyMap<number, ExecutionState> = new Map([
  [1, 'stopped'],
  [2, 'running'],
  [3, 'paused'],
]);
const wordTables: readonly (readonly [field: string, table: CodeTable])[] = [
  ['main_error_code', mainCodes],
  ['sub_error_code', subCodes],
  ['ctrlboxerror', controlBoxCodes],
  ['out_sflimit_err', softLimitCodes],
  ['dr_err', driverCodes],
];

class NonRealtimeDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable = [
    ...new Set([
      'emergencyStop',
      'impact',
      'safeguardStop',
      ...classesOf([...wordTables.map(([, table]) => table), driverLinkCodes, slaveCodes]),
    ]),
  ].sort();
  readonly #filler: FrameFiller;
  readonly #nmPerUnit: number;
  readonly #changes: ChangeWatch;
  readonly #faults: FaultWatch;

  constructor(plan: TopicPlan, { torque = 'unknown' }: Options) {
    const { sourceId, periodMs, profile } = plan;
    const parts = profile.joints.map(({ name }) => name);
    const signals: SignalName[] = torque === 'unknown' ? ['positionRad'] : ['positionRad', 'torqueNm'];
    this.#nmPerUnit = conversions[torque]?.factor ?? Number.NaN;
    this.#filler = new FrameFiller({ sourceId, component: 'joint', parts, signals, periodMs });
    this.layouts = [this.#filler.layout];
    this.#changes = new ChangeWatch(sourceId);
    this.#faults = new FaultWatch(sourceId, healMsOf(plan));
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    this.#filler.begin(time);
    fillColumn(this.#filler, 0, { values: jointNumbers.map((joint) => message[`j${joint}_cur_pos`]), factor: radPerDeg });
    if (this.layouts[0]?.signals.length === 2)
      fillColumn(this.#filler, 1, { values: jointNumbers.map((joint) => message[`j${joint}_cur_tor`]), factor: this.#nmPerUnit });
    const frame = this.#filler.frame();
    if (frame !== undefined) out.frame(frame);
    for (const said of this.#changes.mode(modeOf(message), time)) out.message(said);
    for (const said of this.#changes.safety(safetyOf(message), time)) out.message(said);
    for (const reading of this.#faultReadings(message)) for (const said of this.#faults.read(reading, time)) out.message(said);
  }

  #faultReadings(message: RosMessage): FaultReading[] {
    const { parts } = this.#filler.layout;
    const words = wordTables.map(([field, table]) => ({ table, part: undefined, value: numberOf(message[field]) }));
    const links = byteList(message.dr_com_err).map((value, joint) => ({ table: driverLinkCodes, part: parts[joint], value }));
    const slaves = byteList(message.slavecomerror).map((value, place) => ({ table: slaveCodes, part: `slave${place + 1}`, value }));
    return [...words, ...links.slice(0, parts.length), ...slaves.slice(0, slaveCountMax)];
  }
}

function modeOf(message: RosMessage): ModeReading {
  const [mode, program] = [message.robot_mode, message.prg_state].map(numberOf);
  if (!Number.isInteger(mode) && !Number.isInteger(program)) return {};
  return {
    // 1 is manual; whether at reduced or at high speed is not stated.
    operationalMode: mode === 0 ? 'automatic' : mode === 1 ? 'other' : unknown('missing'),
    executionState: executionStates.get(program ?? 0) ?? unknown('missing'),
    modeRaw: `mode ${mode}, program ${program}`,
  };
}

function safetyOf(message: RosMessage): { emergencyStop: Flag; safeguardStop: Flag; collisionDetected: Flag } {
  const collision = numberOf(message.collision_err);
  return {
    emergencyStop: flagOf(message.emg),
    safeguardStop: flagOf(message.safetydoor_alarm),
    collisionDetected: Number.isInteger(collision) ? collision !== 0 : unknown('missing'),
  };
}

import type { OperationalMode, RobotMode } from '../../../agent/contract/message.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { isUnknown, type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import { ChangeWatch } from '../decoding/change-watch.ts';
import { type CodeTable, codesOf, meaning } from '../decoding/code-table.ts';
import { classesOf, FaultWatch } from '../decoding/fault-watch.ts';
import { healMsOf } from '../decoding/heal-ms-of.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { arrayOf, messageOf, numberOf } from '../decoding/read-field.ts';

const codesMax = 64;

/** Codes of controllers behind ROS-Industrial are the vendor's own; 0 beside `in_error` is an error without a code. */
export const industrialError: CodeTable = {
  codeSpace: 'industrial.error',
  version: 1,
  source: 'ros-industrial/industrial_core industrial_msgs/msg/RobotStatus.msg',
  form: 'values',
  component: 'controller',
  codes: { 0: meaning('error without a code', 'unknown', 'error') },
  others: meaning("a code of the controller's vendor", 'unknown', 'error'),
};

/** `industrial_msgs/RobotStatus`: emergency stop, drives, mode, and the error code while the controller is in error. */
export const robotStatus: MessageType = {
  name: 'industrial_msgs/RobotStatus',
  optionsSchema: noOptions,
  bind: (plan) => new RobotStatusDecoder(plan),
};

class RobotStatusDecoder implements TopicDecoder {
  readonly layouts = [];
  readonly observable = ['emergencyStop', ...classesOf([industrialError])];
  readonly #changes: ChangeWatch;
  readonly #faults: FaultWatch;

  constructor(plan: TopicPlan) {
    this.#changes = new ChangeWatch(plan.sourceId);
    this.#faults = new FaultWatch(plan.sourceId, healMsOf(plan));
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const drives = triState(message.drives_powered);
    const inError = triState(message.in_error);
    const safety = { emergencyStop: triState(message.e_stopped), drivesPowered: drives, motionPossible: triState(message.motion_possible) };
    for (const said of this.#changes.safety(safety, time)) out.message(said);
    const mode = numberOf(messageOf(message.mode).val);
    const reading = { operationalMode: operationalMode(mode), robotMode: robotMode(inError, drives), modeRaw: `mode=${mode}` };
    for (const said of this.#changes.mode(reading, time)) out.message(said);
    if (isUnknown(inError)) return;
    const codes = inError ? errorCodes(message).flatMap((code) => codesOf(code, industrialError)) : [];
    for (const said of this.#faults.readCodes({ table: industrialError, part: undefined }, codes, time)) out.message(said);
  }
}

type Tri = Knowable<boolean>;

/** `TriState`: −1 unknown, 0 false, 1 true. */
function triState(value: unknown): Tri {
  const number = numberOf(messageOf(value).val);
  if (number === -1) return unknown('notReported');
  return number === 0 || number === 1 ? number === 1 : unknown('missing');
}

/** Which of the two manual speeds applies is not said. */
function operationalMode(value: number): Knowable<OperationalMode> {
  if (value === 2) return 'automatic';
  return value === 1 ? 'other' : unknown('notReported');
}

function robotMode(inError: Tri, drives: Tri): Knowable<RobotMode> {
  if (inError === true) return 'fault';
  if (typeof drives === 'boolean') return drives ? 'ready' : 'standby';
  return unknown('notReported');
}

/** One code in released versions, a list of them in the development branch. */
function errorCodes(message: RosMessage): number[] {
  const list = Array.from(arrayOf(message.error_codes)).slice(0, codesMax);
  return (list.length > 0 ? list : [message.error_code ?? 0]).map(numberOf);
}

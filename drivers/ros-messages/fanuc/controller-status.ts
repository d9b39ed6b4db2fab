import type { Flag } from '../../../agent/contract/message.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { isKnown, unknown } from '../../../agent/contract/unknown.ts';
import { ChangeWatch, type SafetyReading } from '../decoding/change-watch.ts';
import { type CodeTable, meaning } from '../decoding/code-table.ts';
import { classesOf, FaultWatch } from '../decoding/fault-watch.ts';
import { healMsOf } from '../decoding/heal-ms-of.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { flagOf, numberOf } from '../decoding/read-field.ts';

/** That the controller is in error; which error, RobotStatusExt says. */
export const inErrorCodes: CodeTable = {
  codeSpace: 'fanuc.in_error',
  version: 1,
  source: 'FANUC-CORPORATION fanuc_driver, fanuc_msgs/RobotStatus',
  form: 'values',
  component: 'controller',
  codes: { 1: meaning('controller in error', 'other', 'error') },
};

/**
 * `fanuc_msgs/RobotStatus`: emergency stop, contact stop, pendant and "in error". Its motion_possible says whether ROS or the controller
 * commands the arm, which is another thing than the name, so it is not read.
 */
export const controllerStatus: MessageType = {
  name: 'fanuc_msgs/RobotStatus',
  optionsSchema: noOptions,
  bind: (plan) => new ControllerStatusDecoder(plan),
};

class ControllerStatusDecoder implements TopicDecoder {
  readonly layouts = [];
  readonly observable = ['emergencyStop', 'protectiveStop', ...classesOf([inErrorCodes])];
  readonly #changes: ChangeWatch;
  readonly #faults: FaultWatch;

  constructor(plan: TopicPlan) {
    this.#changes = new ChangeWatch(plan.sourceId);
    this.#faults = new FaultWatch(plan.sourceId, healMsOf(plan));
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    for (const said of this.#changes.safety(safetyOf(message), time)) out.message(said);
    const pendant = flagOf(message.tp_enabled);
    const controlSource = pendant === true ? 'pendant' : unknown('notReported');
    if (isKnown(pendant)) for (const said of this.#changes.mode({ controlSource }, time)) out.message(said);
    const inError = flagOf(message.in_error);
    const reading = { table: inErrorCodes, part: undefined, value: isKnown(inError) ? Number(inError) : Number.NaN };
    for (const said of this.#faults.read(reading, time)) out.message(said);
  }
}

/** 0 NONE, 2 STOP; what SAFE, DSBL and ESCP say of a stop is not stated. */
const contactStops: ReadonlyMap<number, boolean> = new Map([
  [0, false],
  [2, true],
]);

function safetyOf(message: RosMessage): SafetyReading {
  const protectiveStop: Flag = contactStops.get(numberOf(message.contact_stop_mode)) ?? unknown('missing');
  return { emergencyStop: flagOf(message.e_stopped), protectiveStop };
}

import type { TimePoint } from '../../../agent/contract/time.ts';
import { ChangeWatch } from '../decoding/change-watch.ts';
import { type CodeTable, meaning } from '../decoding/code-table.ts';
import { classesOf, FaultWatch } from '../decoding/fault-watch.ts';
import { healMsOf } from '../decoding/heal-ms-of.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { flagOf } from '../decoding/read-field.ts';

const alarmMeaning = meaning('alarm of the controller, see its manual', 'unknown', 'warning');
const alarmCharsMax = 80;

/** Alarms have names such as `SRVO-001`, and no published severity: RobotStatus says whether the controller is in error. */
export const alarmCodes: CodeTable = {
  codeSpace: 'fanuc.alarm',
  version: 1,
  source: 'FANUC-CORPORATION fanuc_driver, fanuc_msgs/RobotStatusExt',
  form: 'values',
  component: 'controller',
  codes: {},
  others: alarmMeaning,
};

/** `fanuc_msgs/RobotStatusExt`: the alarm by its name, and whether the drives have power. */
export const controllerStatusExtension: MessageType = {
  name: 'fanuc_msgs/RobotStatusExt',
  optionsSchema: noOptions,
  bind: (plan) => new StatusExtensionDecoder(plan),
};

class StatusExtensionDecoder implements TopicDecoder {
  readonly layouts = [];
  readonly observable = classesOf([alarmCodes]);
  readonly #changes: ChangeWatch;
  readonly #faults: FaultWatch;

  constructor(plan: TopicPlan) {
    this.#changes = new ChangeWatch(plan.sourceId);
    this.#faults = new FaultWatch(plan.sourceId, healMsOf(plan));
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    for (const said of this.#changes.safety({ drivesPowered: flagOf(message.drives_powered) }, time)) out.message(said);
    if (typeof message.error_code !== 'string') return;
    const codeRaw = message.error_code.trim().slice(0, alarmCharsMax);
    const standing = codeRaw === '' ? [] : [{ codeRaw, meaning: alarmMeaning }];
    for (const said of this.#faults.readCodes({ table: alarmCodes, part: undefined }, standing, time)) out.message(said);
  }
}

import type { Flag, RobotMode } from '../../../agent/contract/message.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import { ChangeWatch } from '../decoding/change-watch.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { missingField } from '../decoding/missing-field.ts';
import { noOptions } from '../decoding/no-options.ts';
import { numberOf } from '../decoding/read-field.ts';

interface ModeMeaning {
  readonly name: string;
  readonly robotMode: Knowable<RobotMode>;
  /** Whether the arm has power, where the mode's name says so. */
  readonly drivesPowered: Flag;
}

const notSaid = unknown('notReported');

/** `ur_dashboard_msgs/RobotMode`, int8 mode. */
const robotModes: ReadonlyMap<number, ModeMeaning> = new Map([
  [-1, { name: 'NO_CONTROLLER', robotMode: notSaid, drivesPowered: notSaid }],
  [0, { name: 'DISCONNECTED', robotMode: 'off', drivesPowered: notSaid }],
  [1, { name: 'CONFIRM_SAFETY', robotMode: 'booting', drivesPowered: notSaid }],
  [2, { name: 'BOOTING', robotMode: 'booting', drivesPowered: notSaid }],
  [3, { name: 'POWER_OFF', robotMode: 'off', drivesPowered: false }],
  [4, { name: 'POWER_ON', robotMode: 'standby', drivesPowered: true }],
  [5, { name: 'IDLE', robotMode: 'standby', drivesPowered: true }],
  [6, { name: 'BACKDRIVE', robotMode: 'backdrive', drivesPowered: true }],
  [7, { name: 'RUNNING', robotMode: 'running', drivesPowered: true }],
  [8, { name: 'UPDATING_FIRMWARE', robotMode: 'updating', drivesPowered: notSaid }],
]);

/** `ur_dashboard_msgs/RobotMode`: the mode, and whether the arm has power; a number that is not listed is an unknown mode. */
export const robotMode: MessageType = {
  name: 'ur_dashboard_msgs/RobotMode',
  optionsSchema: noOptions,
  bind: (plan) => new RobotModeDecoder(plan),
};

class RobotModeDecoder implements TopicDecoder {
  readonly layouts = [];
  readonly observable = [];
  readonly #plan: TopicPlan;
  readonly #changes: ChangeWatch;

  constructor(plan: TopicPlan) {
    this.#plan = plan;
    this.#changes = new ChangeWatch(plan.sourceId);
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const mode = numberOf(message.mode);
    if (!Number.isInteger(mode)) {
      out.flaw(missingField(this.#plan, 'mode'));
      return;
    }
    const {
      name,
      robotMode: word,
      drivesPowered,
    } = robotModes.get(mode) ?? { name: String(mode), robotMode: notSaid, drivesPowered: notSaid };
    for (const said of this.#changes.mode({ robotMode: word, modeRaw: name }, time)) out.message(said);
    for (const said of this.#changes.safety({ drivesPowered }, time)) out.message(said);
  }
}

import type { TimePoint } from '../../../agent/contract/time.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { numberOf } from '../decoding/read-field.ts';

/** `ur_msgs/MasterboardDataMsg`: board temperature (°C), the robot's 48 V supply (V) and its current (A). */
export const masterboardReadings: MessageType = {
  name: 'ur_msgs/MasterboardDataMsg',
  optionsSchema: noOptions,
  bind: (plan) => new MasterboardDecoder(plan),
};

class MasterboardDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable = [];
  readonly #filler: FrameFiller;

  constructor({ sourceId, periodMs }: TopicPlan) {
    const signals = ['temperatureC', 'voltageV', 'currentA'] as const;
    this.#filler = new FrameFiller({ sourceId, component: 'controller', parts: ['robot'], signals, periodMs });
    this.layouts = [this.#filler.layout];
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    this.#filler.begin(time);
    this.#filler.set(0, 0, numberOf(message.masterboard_temperature));
    // ROS 2 allows no capital in a field's name: the same field ends in 48V in ROS 1 and in 48v in ROS 2.
    this.#filler.set(1, 0, numberOf(message.robot_voltage_48v ?? message.robot_voltage_48V));
    this.#filler.set(2, 0, numberOf(message.robot_current));
    const frame = this.#filler.frame();
    if (frame !== undefined) out.frame(frame);
  }
}

import type { DriverSink } from '../../agent/contract/driver.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { Clock } from '../../agent/contract/time.ts';
import type { UnitId } from '../serial-protocols/modbus/read-request.ts';
import { RegisterDevice, type RegisterDevicePlan } from '../serial-protocols/modbus/register-device.ts';
import type { Question, Reply } from './connection/request-desk.ts';

/** Where a device's questions are answered. */
export interface Desk {
  ask(question: Question): Promise<Reply>;
}

export interface DevicePlan extends RegisterDevicePlan {
  readonly unitId: UnitId;
  readonly clock: Clock;
}

/** One device on the link: asks its blocks, and pours what their registers mean. */
export class DeviceReader {
  readonly layouts: readonly FrameLayout[];
  readonly #plan: DevicePlan;
  readonly #device: RegisterDevice;

  constructor(plan: DevicePlan) {
    this.#plan = plan;
    this.#device = new RegisterDevice(plan);
    this.layouts = this.#device.layouts;
  }

  /** One round: every block asked, then one frame per component and the messages that are due, under the time of the last answer. */
  async poll(desk: Desk, sink: DriverSink, signal: AbortSignal): Promise<void> {
    await this.#askBlocks(desk);
    if (!signal.aborted) this.#device.pour(this.#plan.clock.now(), sink);
  }

  async #askBlocks(desk: Desk): Promise<void> {
    for (const block of this.#device.begin()) {
      const reply = await desk.ask({ unitId: this.#plan.unitId, block });
      if (reply === 'noAnswer') {
        this.#device.skip(block);
        return;
      }
      if (reply !== 'refused') this.#device.take(block, reply);
    }
  }
}

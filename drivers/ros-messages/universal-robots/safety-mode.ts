import type { Flag } from '../../../agent/contract/message.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { ChangeWatch, type SafetyReading } from '../decoding/change-watch.ts';
import { classesOf, FaultWatch } from '../decoding/fault-watch.ts';
import { healMsOf } from '../decoding/heal-ms-of.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { missingField } from '../decoding/missing-field.ts';
import { noOptions } from '../decoding/no-options.ts';
import { numberOf } from '../decoding/read-field.ts';
import { type SafetyStop, safetyModeFaults, safetyModes } from './safety-codes.ts';

/** `ur_dashboard_msgs/SafetyMode`: which stop stands. Violation and fault are faults as well; every other mode is no defect. */
export const safetyMode: MessageType = {
  name: 'ur_dashboard_msgs/SafetyMode',
  optionsSchema: noOptions,
  bind: (plan) => new SafetyModeDecoder(plan),
};

class SafetyModeDecoder implements TopicDecoder {
  readonly layouts = [];
  readonly observable = ['emergencyStop', 'protectiveStop', 'safeguardStop', ...classesOf([safetyModeFaults])];
  readonly #plan: TopicPlan;
  readonly #changes: ChangeWatch;
  readonly #faults: FaultWatch;

  constructor(plan: TopicPlan) {
    this.#plan = plan;
    this.#changes = new ChangeWatch(plan.sourceId);
    this.#faults = new FaultWatch(plan.sourceId, healMsOf(plan));
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const mode = numberOf(message.mode);
    if (!Number.isInteger(mode)) {
      out.flaw(missingField(this.#plan, 'mode'));
      return;
    }
    for (const safety of this.#changes.safety(readingOf(mode), time)) out.message(safety);
    const value = mode in safetyModeFaults.codes ? mode : 0;
    for (const fault of this.#faults.read({ table: safetyModeFaults, part: undefined, value }, time)) out.message(fault);
  }
}

/** A mode that names one stop says that the others do not stand; reduced mode is told by the two modes without a stop only. */
function readingOf(mode: number): SafetyReading {
  const [name, stop] = safetyModes.get(mode) ?? [String(mode), 'unknown'];
  return {
    emergencyStop: flagOf(stop, 'emergencyStop'),
    protectiveStop: flagOf(stop, 'protectiveStop'),
    safeguardStop: flagOf(stop, 'safeguardStop'),
    reducedMode: name === 'REDUCED' || (name === 'NORMAL' ? false : unknown('missing')),
    safetyModeRaw: name,
  };
}

function flagOf(stop: SafetyStop, asked: SafetyStop): Flag {
  return stop === 'unknown' ? unknown('missing') : stop === asked;
}

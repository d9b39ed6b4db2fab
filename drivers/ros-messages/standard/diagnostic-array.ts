import type { TimePoint } from '../../../agent/contract/time.ts';
import { type CodeTable, meaning, type StandingCode } from '../decoding/code-table.ts';
import { diagnosticLevel } from '../decoding/diagnostic-level.ts';
import { classesOf, FaultWatch } from '../decoding/fault-watch.ts';
import { healMsOf } from '../decoding/heal-ms-of.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { arrayOf, messageOf, textOf } from '../decoding/read-field.ts';

const statusesMax = 1024;
const nameCharsMax = 80;
const textCharsMax = 160;
const errorLevel = 2;
const staleLevel = 3;

/** What a level means; the code is `name:level`, since a name is all that a publisher must give. */
export const diagnosticLevels: CodeTable = {
  codeSpace: 'ros.diagnostics',
  version: 1,
  source: 'ros2/common_interfaces diagnostic_msgs/msg/DiagnosticStatus.msg',
  form: 'values',
  component: 'robot',
  codes: { 1: meaning('warning', 'other', 'warning'), 2: meaning('error', 'other', 'error') },
};

/**
 * `diagnostic_msgs/DiagnosticArray`: a warning or an error of a named thing is a fault until it says OK. STALE says that nobody knows: it is
 * counted, and what stood goes on standing.
 */
export const diagnosticArray: MessageType = {
  name: 'diagnostic_msgs/DiagnosticArray',
  optionsSchema: noOptions,
  bind: (plan) => new DiagnosticDecoder(plan),
};

class DiagnosticDecoder implements TopicDecoder {
  readonly layouts = [];
  readonly observable = classesOf([diagnosticLevels]);
  readonly #topic: string;
  readonly #watch: FaultWatch;

  constructor(plan: TopicPlan) {
    this.#topic = plan.topic.topic;
    this.#watch = new FaultWatch(plan.sourceId, healMsOf(plan));
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const statuses = arrayOf(message.status);
    const count = Math.min(statuses.length, statusesMax);
    for (let index = 0; index < count; index++) this.#decodeStatus(messageOf(statuses[index]), time, out);
    if (statuses.length > statusesMax) this.#drop(out, 'ros-messages/diagnostics-too-many', `${statuses.length} entries`);
  }

  #decodeStatus(status: RosMessage, time: TimePoint, out: DecodedSink): void {
    const name = textOf(status.name).slice(0, nameCharsMax);
    const level = diagnosticLevel(status.level);
    if (Number.isNaN(level)) this.#drop(out, 'ros-messages/diagnostic-level-unknown', name);
    else if (level === staleLevel) this.#drop(out, 'ros-messages/diagnostic-stale', name);
    else this.#say(status, { name, level }, { time, out });
  }

  #say(status: RosMessage, { name, level }: { name: string; level: number }, { time, out }: { time: TimePoint; out: DecodedSink }): void {
    const codes = level === 0 ? [] : [codeOf(name, level, textOf(status.message))];
    const part = `${textOf(status.hardware_id).slice(0, nameCharsMax)} ${name}`.trim();
    for (const said of this.#watch.readCodes({ table: diagnosticLevels, part }, codes, time)) out.message(said);
  }

  #drop(out: DecodedSink, code: string, text: string): void {
    out.flaw({ code, place: this.#topic, text, discarded: true });
  }
}

function codeOf(name: string, level: number, text: string): StandingCode {
  const severity = level === errorLevel ? 'error' : 'warning';
  return { codeRaw: `${name}:${level}`, meaning: meaning(text.slice(0, textCharsMax) || severity, 'other', severity) };
}

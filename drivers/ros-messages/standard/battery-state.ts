import type { FromSchema } from 'json-schema-to-ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { classesOf, FaultWatch } from '../decoding/fault-watch.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import { healMsOf } from '../decoding/heal-ms-of.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { arrayOf, headerStampMs, numberOf } from '../decoding/read-field.ts';
import { shortestFloat32 } from '../decoding/shortest-float32.ts';
import { batteryHealth } from './battery-health.ts';

const countMax = 256;
const listed = { type: 'integer', minimum: 0, maximum: countMax, default: 0 } as const;
const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    part: { type: 'string', minLength: 1, default: 'pack', description: 'Name of this pack.' },
    cellCount: { ...listed, description: 'How many entries of cell_voltage are cells: cell1, cell2, …' },
    sensorCount: { ...listed, description: 'How many entries of cell_temperature are sensors: sensor1, sensor2, …' },
  },
} as const;

type Options = Partial<FromSchema<typeof optionsSchema>>;

const fields: readonly (readonly [field: string, signal: SignalName])[] = [
  ['voltage', 'voltageV'],
  ['current', 'currentA'],
  ['percentage', 'stateOfChargeRatio'],
  ['charge', 'remainingAh'],
  ['capacity', 'fullChargeAh'],
  ['temperature', 'temperatureC'],
];
/** Last known value of each enumeration; technologies 7 and 8 are of ROS 2 only. */
const enumMax = [
  ['power_supply_status', 4],
  ['power_supply_health', 8],
  ['power_supply_technology', 8],
] as const;
const chargingValue = 1;
const dischargingValue = 2;
const healthGoodValue = 1;
/** A current smaller than this says nothing about its sign. */
const idleA = 0.05;

/**
 * `sensor_msgs/BatteryState`: current is negative while discharging, as the message defines it. A percentage beyond 0…1 is unknown: a
 * publisher that says 8 may mean 8 % or 800 %. A capacity of 0 was not filled in.
 */
export const batteryState: MessageType = {
  name: 'sensor_msgs/BatteryState',
  optionsSchema,
  bind: (plan) => new BatteryStateDecoder(plan, plan.topic.decode as Options),
};

class BatteryStateDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable = classesOf([batteryHealth]);
  readonly #topic: string;
  readonly #part: string;
  readonly #pack: FrameFiller;
  readonly #lists: readonly { readonly field: string; readonly filler: FrameFiller }[];
  readonly #health: FaultWatch;
  #isWidened = false;

  constructor(plan: TopicPlan, { part = 'pack', cellCount = 0, sensorCount = 0 }: Options = {}) {
    const prefix = part === 'pack' ? '' : `${part} `;
    const filler = (parts: readonly string[], signals: readonly SignalName[]) =>
      new FrameFiller({ sourceId: plan.sourceId, component: 'battery', parts, signals, periodMs: plan.periodMs });
    const named = (name: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}${name}${index + 1}`);
    this.#topic = plan.topic.topic;
    this.#part = part;
    this.#pack = filler(
      [part],
      fields.map(([, signal]) => signal),
    );
    this.#lists = [
      { field: 'cell_voltage', filler: filler(named('cell', cellCount), ['cellVoltageV']) },
      { field: 'cell_temperature', filler: filler(named('sensor', sensorCount), ['temperatureC']) },
    ].filter((list) => list.filler.layout.parts.length > 0);
    this.#health = new FaultWatch(plan.sourceId, healMsOf(plan));
    this.layouts = [this.#pack.layout, ...this.#lists.map((list) => list.filler.layout)];
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const voltage = numberOf(message.voltage);
    const isAbsent = message.present === false && !(voltage > 0);
    if (isAbsent) return;
    this.#checkEnums(message, out);
    this.#checkSign(message, out);
    this.#fillPack(message, time, out);
    this.#fillLists(message, time, out);
    for (const said of this.#health.read({ table: batteryHealth, part: this.#part, value: healthOf(message) }, time)) out.message(said);
  }

  #fillPack(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    this.#pack.begin(time, headerStampMs(message));
    fields.forEach(([field], index) => {
      this.#pack.set(index, 0, this.#mended(filledIn(message, field), out));
    });
    const percentage = numberOf(message.percentage);
    if (percentage < 0 || percentage > 1) this.#flaw(out, 'ros-messages/percentage-out-of-range', `percentage ${percentage}`);
    pour(this.#pack, out);
  }

  #fillLists(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    for (const { field, filler } of this.#lists) {
      const values = arrayOf(message[field]);
      if (values.length === 0) continue;
      filler.begin(time, headerStampMs(message));
      const count = Math.min(values.length, filler.layout.parts.length);
      for (let entry = 0; entry < count; entry++) filler.set(0, entry, this.#mended(numberOf(values[entry]), out));
      pour(filler, out);
    }
  }

  /** Finite, and the shortest decimal of its float32; counted when the publisher begins to widen. */
  #mended(value: number, out: DecodedSink): number {
    if (!Number.isFinite(value)) return Number.NaN;
    const shortest = shortestFloat32(value);
    if (shortest !== value && !this.#isWidened) this.#flaw(out, 'ros-messages/float32-widened', `${value} read as ${shortest}`);
    if (shortest !== value) this.#isWidened = true;
    return shortest;
  }

  #checkEnums(message: RosMessage, out: DecodedSink): void {
    for (const [field, maxValue] of enumMax) {
      const value = numberOf(message[field]);
      if (value < 0 || value > maxValue) this.#flaw(out, 'ros-messages/enum-out-of-range', `${field} ${value}`);
    }
  }

  /** The value stays as the message defines it; the doubt is counted. */
  #checkSign(message: RosMessage, out: DecodedSink): void {
    const status = numberOf(message.power_supply_status);
    const currentA = numberOf(message.current);
    const isDoubtful = (status === chargingValue && currentA < -idleA) || (status === dischargingValue && currentA > idleA);
    if (isDoubtful) this.#flaw(out, 'ros-messages/current-sign-doubtful', `${currentA} A at power_supply_status ${status}`);
  }

  #flaw(out: DecodedSink, code: string, text: string): void {
    out.flaw({ code, place: this.#topic, text, discarded: false });
  }
}

/** A field in house units; charge and capacity only where there is a capacity at all. */
function filledIn(message: RosMessage, field: string): number {
  const isAmount = field === 'charge' || field === 'capacity';
  const value = numberOf(message[field]);
  if (field === 'capacity' && !(value > 0)) return Number.NaN;
  return isAmount && value === 0 && !(numberOf(message.capacity) > 0) ? Number.NaN : value;
}

/** 0 for good, NaN when the pack does not say or says what no table has. */
function healthOf(message: RosMessage): number {
  const value = numberOf(message.power_supply_health);
  if (value === healthGoodValue) return 0;
  return value in batteryHealth.codes ? value : Number.NaN;
}

function pour(filler: FrameFiller, out: DecodedSink): void {
  const frame = filler.frame();
  if (frame !== undefined) out.frame(frame);
}

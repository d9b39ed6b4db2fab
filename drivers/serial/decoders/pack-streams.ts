import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { isKnown, type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import type { BatteryReading } from '../../serial-protocols/battery-reading.ts';
import type { ProtocolFault } from '../../serial-protocols/protocol-fault.ts';
import type { Round } from './bus-device.ts';
import { CellFrame } from './cell-frame.ts';
import { CycleWitness } from './cycle-witness.ts';
import { StandingFaults } from './standing-faults.ts';

export interface PackPlan {
  readonly sourceId: string;
  /** Name of the pack among the parts. */
  readonly part: string;
  readonly pollMs: number;
  /** As written on the pack: none of these protocols says it. Without it the count in the frames is a weak witness, and no other is made. */
  readonly serialNumber?: string | undefined;
  /** How many cells and temperature sensors the pack has; 0 leaves their streams out. */
  readonly cellCount: number;
  readonly sensorCount: number;
  /** Temperatures a protocol has besides the pack's own sensors, for example `board`. */
  readonly boardParts: readonly string[];
  /** Each fault the protocol knows. */
  readonly everyFault: readonly ProtocolFault[];
}

const packSignals: readonly SignalName[] = [
  'voltageV',
  'currentA',
  'powerW',
  'stateOfChargeRatio',
  'temperatureC',
  'remainingAh',
  'cycleCount',
];

/** The streams of one pack, whichever protocol it speaks: totals, cells, temperatures; and its faults. */
export class PackStreams {
  readonly layouts: readonly FrameLayout[];
  readonly observable: readonly string[];
  readonly #plan: PackPlan;
  readonly #faults: StandingFaults;
  readonly #pack: CellFrame;
  readonly #cells: CellFrame;
  readonly #sensors: CellFrame;
  readonly #cycles: CycleWitness | undefined;
  /** What was said once and is not said again. */
  readonly #told = new Set<string>();

  constructor(plan: PackPlan) {
    const layout = (parts: readonly string[], signals: readonly SignalName[]): CellFrame =>
      new CellFrame({ sourceId: plan.sourceId, component: 'battery', parts, signals, periodMs: plan.pollMs });
    const own = plan.part === 'pack' ? '' : `${plan.part}.`;
    const numbered = (word: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${own}${word}${index + 1}`);
    this.#plan = plan;
    const { sourceId, part, serialNumber } = plan;
    this.#cycles = serialNumber === undefined ? undefined : new CycleWitness({ sourceId, part, serialNumber });
    this.#faults = new StandingFaults(plan.sourceId, plan.everyFault);
    this.#pack = layout([plan.part], packSignals);
    this.#cells = layout(numbered('cell', plan.cellCount), ['cellVoltageV']);
    this.#sensors = layout([...numbered('sensor', plan.sensorCount), ...plan.boardParts.map((part) => `${own}${part}`)], ['temperatureC']);
    this.layouts = [this.#pack, this.#cells, this.#sensors].map((frame) => frame.layout).filter(({ parts }) => parts.length > 0);
    this.observable = this.#faults.observable;
  }

  /** `boardC` in the order of `boardParts`. */
  pour(reading: BatteryReading, { sink, now }: Round, boardC: readonly Knowable<number>[] = []): void {
    const time = now();
    this.#fillPack(reading, time);
    this.#cells.begin(time);
    this.#cells.setParts('cellVoltageV', reading.cellVoltagesV);
    const sensors = Array.from({ length: this.#plan.sensorCount }, (_, index) => reading.temperaturesC[index] ?? unknown('missing'));
    this.#sensors.begin(time);
    this.#sensors.setParts('temperatureC', [...sensors, ...boardC]);
    for (const { frame, layout } of [this.#pack, this.#cells, this.#sensors]) {
      if (frame !== undefined && layout.parts.length > 0) sink.frame(frame);
    }
    // An alarm that was not answered says nothing: what stood goes on standing.
    if (isKnown(reading.alarmRaw)) for (const fault of this.#faults.read(reading.faults, this.#plan.part, time)) sink.message(fault);
    for (const witness of this.#cycles?.read(reading.cycleCount, time) ?? []) sink.message(witness);
    this.#tellOnce(reading, sink);
  }

  #fillPack(reading: BatteryReading, time: TimePoint): void {
    const { voltageV, currentA } = reading;
    const powerW = isKnown(voltageV) && isKnown(currentA) ? voltageV * currentA : unknown('missing');
    const values = { ...reading, powerW, temperatureC: highestOf(reading.temperaturesC) };
    this.#pack.begin(time);
    for (const signal of packSignals) this.#pack.set(signal, this.#plan.part, values[signal as keyof typeof values] as Knowable<number>);
  }

  #tellOnce({ cellVoltagesV, currentA, currentSignBasis }: BatteryReading, sink: Round['sink']): void {
    const { cellCount, part } = this.#plan;
    const foundCount = cellVoltagesV.length;
    const tell = (code: string, text: string): void => {
      if (!this.#told.has(code)) sink.flaw({ code, place: part, text, discarded: false });
      this.#told.add(code);
    };
    if (cellCount > 0 && foundCount > 0 && foundCount !== cellCount) {
      tell('serial/cell-count-differs', `the pack has ${foundCount} cells, cellCount says ${cellCount} — write cellCount: ${foundCount}`);
    }
    if (currentSignBasis === 'unverified' && isKnown(currentA) && currentA !== 0) {
      tell('serial/current-sign-unverified', `${currentA} A without a state that says charging or discharging: + may not be charging`);
    }
  }
}

/** The hottest sensor that is known; unknown when none is. */
function highestOf(values: readonly Knowable<number>[]): Knowable<number> {
  const known = values.filter(isKnown);
  return known.length === 0 ? unknown('missing') : Math.max(...known);
}

import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { type FieldColumn, FieldColumns } from './field-columns.ts';
import { fillColumn } from './fill-column.ts';
import { FrameFiller } from './frame-filler.ts';
import type { DecodedSink, RosMessage, TopicPlan } from './message-type.ts';
import { headerStampMs, numberOf } from './read-field.ts';
import { usedEntries } from './used-entries.ts';

/** Schema of `currentSign`. */
export const currentSignSchema = {
  enum: ['plusIsCharging', 'plusIsDischarging', 'unverified'],
  default: 'unverified',
  description: 'What a positive current of this battery means. unverified: given as published, which its profile says.',
} as const;

export type CurrentSign = (typeof currentSignSchema.enum)[number];

export interface BatteryPackOptions {
  readonly columns: readonly FieldColumn[];
  readonly currentSign?: CurrentSign | undefined;
  /** A list of cell voltages in mV, and how many cells there can be. */
  readonly cells?: { readonly field: string; readonly countMax: number };
  /** A list of temperatures in °C, and how many sensors there can be. */
  readonly sensors?: { readonly field: string; readonly countMax: number };
}

const voltPerMv = 1e-3;

/** A battery pack as streams: the pack (`pack`), its cells (`cell1` …) and its temperature sensors (`sensor1` …). */
export class BatteryPack {
  readonly layouts: readonly FrameLayout[];
  readonly #options: BatteryPackOptions;
  readonly #columns: FieldColumns;
  readonly #pack: FrameFiller;
  readonly #cells: FrameFiller;
  readonly #sensors: FrameFiller;
  readonly #temperatureIndex: number;

  constructor({ sourceId, periodMs }: Pick<TopicPlan, 'sourceId' | 'periodMs'>, options: BatteryPackOptions) {
    const { columns, currentSign, cells, sensors } = options;
    const filler = (parts: readonly string[], signals: readonly SignalName[]) =>
      new FrameFiller({ component: 'battery', parts, signals, sourceId, periodMs });
    const named = (name: string, count = 0): string[] => Array.from({ length: count }, (_, index) => `${name}${index + 1}`);
    this.#options = options;
    this.#columns = new FieldColumns(columns.map((column) => (currentSign === 'plusIsDischarging' ? turned(column) : column)));
    this.#pack = filler(['pack'], [...this.#columns.signals, ...(sensors === undefined ? [] : (['temperatureC'] as const))]);
    this.#cells = filler(named('cell', cells?.countMax), ['cellVoltageV']);
    this.#sensors = filler(named('sensor', sensors?.countMax), ['temperatureC']);
    this.#temperatureIndex = this.#columns.signals.length;
    this.layouts = [this.#pack, this.#cells, this.#sensors].map(({ layout }) => layout).filter(({ parts }) => parts.length > 0);
  }

  /** One frame of the pack, one of its cells, one of its sensors; the pack's own temperature is that of its hottest sensor. */
  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const sourceWallMs = headerStampMs(message);
    const { cells, sensors } = this.#options;
    this.#pack.begin(time, sourceWallMs);
    this.#columns.fill(this.#pack, message, 0);
    if (sensors !== undefined) this.#pack.set(this.#temperatureIndex, 0, hottestOf(usedEntries(message[sensors.field])));
    pour(this.#pack, out);
    for (const [filler, list, factor] of [[this.#cells, cells, voltPerMv] as const, [this.#sensors, sensors, 1] as const]) {
      if (list === undefined) continue;
      filler.begin(time, sourceWallMs);
      fillColumn(filler, 0, { values: usedEntries(message[list.field]), factor });
      pour(filler, out);
    }
  }
}

function pour(filler: FrameFiller, out: DecodedSink): void {
  const frame = filler.frame();
  if (frame !== undefined) out.frame(frame);
}

function turned(column: FieldColumn): FieldColumn {
  return column.signal === 'currentA' ? { ...column, turned: true } : column;
}

/** NaN when none of them is a number. */
function hottestOf(temperatures: readonly unknown[]): number {
  const known = temperatures.map(numberOf).filter(Number.isFinite);
  return known.length === 0 ? Number.NaN : Math.max(...known);
}

import type { SignalName } from '../../../agent/contract/signal.ts';
import { conversions } from '../../../agent/contract/unit.ts';
import type { FrameFiller } from './frame-filler.ts';
import type { RosMessage } from './message-type.ts';
import { arrayOf, numberOf } from './read-field.ts';

/** One number of a message and the signal it becomes. */
export interface FieldColumn {
  readonly field: string;
  /** Place within the field, when it is an array. */
  readonly at?: number;
  readonly signal: SignalName;
  /** A foreign unit of `conversions`; left out when the robot speaks the house unit. */
  readonly unit?: string;
  /** House units per raw step, for a scale that is no unit: hundredths of a volt. */
  readonly factor?: number;
  /** The raw value by which this robot says "none", for example 255. */
  readonly sentinelValue?: number;
  /** The robot counts the other way round. */
  readonly turned?: boolean;
}

interface PreparedColumn {
  readonly field: string;
  readonly at: number;
  readonly factor: number;
  readonly offset: number;
  readonly sentinelValue: number;
}

/** The numbers of one nested message as the cells of one part; nothing is allocated per message. */
export class FieldColumns {
  /** The signals of a layout these columns fill, in order. */
  readonly signals: readonly SignalName[];
  readonly #columns: readonly PreparedColumn[];

  constructor(columns: readonly FieldColumn[]) {
    this.signals = columns.map(({ signal }) => signal);
    this.#columns = columns.map(({ field, at = -1, unit, factor: scale = 1, sentinelValue = Number.NaN, turned = false }) => {
      const { factor, offset } = unit === undefined ? { factor: scale, offset: 0 } : (conversions[unit] ?? unconvertible);
      return { field, at, factor: turned ? -factor : factor, offset, sentinelValue };
    });
  }

  /** Fills the part's cells; what the message does not carry as a number stays missing. */
  fill(filler: FrameFiller, message: RosMessage, partIndex: number): void {
    for (let index = 0; index < this.#columns.length; index++) {
      const column = this.#columns[index];
      if (column === undefined) return;
      const field = message[column.field];
      const raw = numberOf(column.at < 0 ? field : arrayOf(field)[column.at]);
      if (raw !== column.sentinelValue) filler.set(index, partIndex, raw * column.factor + column.offset);
    }
  }
}

/** A unit nobody knows makes a cell missing, never a number in another unit. */
const unconvertible = { factor: Number.NaN, offset: 0 } as const;

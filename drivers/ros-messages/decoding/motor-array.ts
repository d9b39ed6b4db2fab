import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import type { CodeTable } from './code-table.ts';
import { FaultWords } from './fault-words.ts';
import { type FieldColumn, FieldColumns } from './field-columns.ts';
import { FrameFiller } from './frame-filler.ts';
import type { DecodedSink, TopicPlan } from './message-type.ts';
import { arrayOf, messageOf, numberOf } from './read-field.ts';

/** More entries than any robot has motors; what lies beyond is not read. */
const entriesMax = 256;
const unlistedIdsMax = 64;

export interface MotorArrayOptions {
  readonly columns: readonly FieldColumn[];
  /** Names of the joints, in the order of the profile. */
  readonly parts: readonly string[];
  /** Where each joint stands in the array, or the identifier its entry carries in `idField`. */
  readonly placeIndexes: readonly number[];
  readonly idField?: string;
  readonly fault?: { readonly field: string; readonly at?: number; readonly table: CodeTable };
}

/** What came with the array. */
export interface MotorMoment {
  readonly time: TimePoint;
  readonly out: DecodedSink;
  readonly sourceWallMs?: Knowable<number>;
}

/**
 * A robot's array of motors as one stream of joints, and their fault words as faults.
 * ```
 *  entry ──place or identifier──▶ joint ──columns──▶ cells of its part
 *                                       └─fault word──▶ FaultWords ──▶ faults
 * ```
 * Entries of no joint are unused slots, or are counted once each when they carry an identifier.
 */
export class MotorArray {
  readonly layout: FrameLayout;
  readonly #filler: FrameFiller;
  readonly #columns: FieldColumns;
  readonly #options: MotorArrayOptions;
  readonly #partOf = new Map<number, number>();
  readonly #topic: string;
  readonly #words: FaultWords | undefined;

  constructor({ sourceId, periodMs, topic }: TopicPlan, options: MotorArrayOptions) {
    const { parts, placeIndexes, fault } = options;
    this.#columns = new FieldColumns(options.columns);
    this.#filler = new FrameFiller({ component: 'joint', parts, signals: this.#columns.signals, sourceId, periodMs });
    this.layout = this.#filler.layout;
    this.#options = options;
    this.#topic = topic.topic;
    this.#words = fault && new FaultWords(sourceId, { table: fault.table, parts });
    placeIndexes.forEach((place, partIndex) => {
      this.#partOf.set(place, partIndex);
    });
  }

  /** One frame of all motors, and the faults that are due. */
  decode(motors: ArrayLike<unknown>, moment: MotorMoment): void {
    this.#filler.begin(moment.time, moment.sourceWallMs ?? unknown('notReported'));
    const entryCount = Math.min(motors.length, entriesMax);
    for (let entry = 0; entry < entryCount; entry++) this.#decodeEntry(motors[entry], entry, moment);
    const frame = this.#filler.frame();
    if (frame !== undefined) moment.out.frame(frame);
  }

  #decodeEntry(entry: unknown, index: number, moment: MotorMoment): void {
    const { idField, fault } = this.#options;
    const motor = messageOf(entry);
    const place = idField === undefined ? index : numberOf(motor[idField]);
    const partIndex = this.#partOf.get(place);
    if (partIndex === undefined && idField !== undefined) this.#countUnlisted(place, moment.out);
    if (partIndex === undefined || partIndex < 0) return;
    this.#columns.fill(this.#filler, motor, partIndex);
    if (fault === undefined) return;
    const word = motor[fault.field];
    this.#words?.read(partIndex, numberOf(fault.at === undefined ? word : arrayOf(word)[fault.at]), moment);
  }

  #countUnlisted(id: number, out: DecodedSink): void {
    if (this.#partOf.size >= this.#options.parts.length + unlistedIdsMax) return;
    this.#partOf.set(id, -1);
    out.flaw({ code: 'ros-messages/motor-not-in-profile', place: this.#topic, text: String(id), discarded: true });
  }
}

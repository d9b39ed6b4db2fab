import type { Flaw } from '../../../agent/contract/driver.ts';
import type { Profile } from '../../../agent/contract/profile.ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { FrameFiller } from '../decoding/frame-filler.ts';
import type { DecodedSink, TopicPlan } from '../decoding/message-type.ts';
import { arrayOf, numberOf } from '../decoding/read-field.ts';

/** One array of a joint message and the signal it becomes; a joint that slides has another unit, or no such signal. */
export interface JointField {
  readonly field: string;
  readonly turning: SignalName;
  readonly sliding?: SignalName;
}

export interface JointEntries {
  /** The joint of every entry, −1 for none. */
  readonly places: Int32Array;
  readonly isByIndex: boolean;
  readonly out: DecodedSink;
}

/**
 * One array of a joint message into the cells of its joints. An empty array is a quantity the publisher does not have: counted when
 * it begins. One of another length than the names cannot be joined and is dropped. Null, NaN and infinity are missing, counted once a message.
 */
export class JointColumn {
  readonly field: string;
  readonly #filler: FrameFiller;
  /** Column of the signal for each joint, −1 where it has none. */
  readonly #signalIndex: Int32Array;
  readonly #flaws: { readonly unfilled: Flaw; readonly unequal: Flaw; readonly notNumber: Flaw };
  #isUnfilled = false;

  constructor({ field, turning, sliding }: JointField, { plan, filler }: { plan: TopicPlan; filler: FrameFiller }) {
    const place = plan.topic.topic;
    this.field = field;
    this.#filler = filler;
    this.#signalIndex = Int32Array.from(plan.profile.joints, ({ type }) => {
      const signal = type === 'prismatic' ? sliding : turning;
      return signal === undefined ? -1 : filler.signalIndex(signal);
    });
    this.#flaws = {
      unfilled: { code: 'ros-messages/array-unfilled', place, text: `${field} is empty`, discarded: false },
      unequal: { code: 'ros-messages/array-length-unequal', place, text: `${field} is not as long as the names`, discarded: true },
      notNumber: { code: 'ros-messages/value-not-a-number', place, text: field, discarded: false },
    };
  }

  /** The signals of these fields for these joints, each once. */
  static signalsOf(fields: readonly JointField[], joints: Profile['joints']): SignalName[] {
    const slides = joints.some(({ type }) => type === 'prismatic');
    const turns = joints.some(({ type }) => type !== 'prismatic');
    const all = fields.flatMap(({ turning, sliding }) => [turns ? turning : undefined, slides ? sliding : undefined]);
    return [...new Set(all.filter((signal) => signal !== undefined))];
  }

  /** How many entries it has that speak for a joint, with a number or without. */
  fill(value: unknown, { places, isByIndex, out }: JointEntries): number {
    const values = arrayOf(value);
    const isUnfilled = values.length === 0;
    if (isUnfilled && !this.#isUnfilled) out.flaw(this.#flaws.unfilled);
    this.#isUnfilled = isUnfilled;
    if (isUnfilled) return this.#markUnfilled();
    if (!isByIndex && values.length !== places.length) out.flaw(this.#flaws.unequal);
    if (!isByIndex && values.length !== places.length) return 0;
    return this.#fillCells(values, places, out);
  }

  #fillCells(values: ArrayLike<unknown>, places: Int32Array, out: DecodedSink): number {
    const count = Math.min(values.length, places.length);
    let filledCount = 0;
    let notNumberCount = 0;
    for (let entry = 0; entry < count; entry++) {
      const part = places[entry] ?? -1;
      if (part < 0) continue;
      filledCount++;
      const number = numberOf(values[entry]);
      if (Number.isFinite(number)) this.#filler.set(this.#signalIndex[part] ?? -1, part, number);
      else notNumberCount++;
    }
    if (notNumberCount > 0) out.flaw(this.#flaws.notNumber);
    return filledCount;
  }

  #markUnfilled(): number {
    for (let part = 0; part < this.#signalIndex.length; part++) {
      const signalIndex = this.#signalIndex[part] ?? -1;
      if (signalIndex >= 0) this.#filler.markNotReported(signalIndex, part);
    }
    return 0;
  }
}

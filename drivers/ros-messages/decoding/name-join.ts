import type { DecodedSink, TopicPlan } from './message-type.ts';
import { arrayOf } from './read-field.ts';

/** Names that are not the profile's are counted once each, so many of them. */
const unlistedNamesMax = 64;
/** More entries than any robot has joints; what lies beyond is not read. */
const entriesMax = 512;

export interface NameJoinOptions {
  /** `index`: the n-th entry is the n-th joint of the profile. */
  readonly joinBy?: 'name' | 'index';
  /** Put before every joint name of the profile to give the name on the topic. */
  readonly prefix?: string;
}

/**
 * Which joint each entry of a message speaks for. Publishers send the same names in the same order for hours, so the join is made anew
 * only when a name differs from the last message. Joints the profile does not have are counted once each.
 */
export class NameJoin {
  readonly #partIndexOf = new Map<string, number>();
  readonly #partCount: number;
  readonly #topic: string;
  readonly #byIndex: Int32Array | undefined;
  #names: string[] = [];
  #places = new Int32Array(0);

  constructor({ profile, topic }: TopicPlan, { joinBy = 'name', prefix = '' }: NameJoinOptions = {}) {
    this.#partCount = profile.joints.length;
    this.#topic = topic.topic;
    this.#byIndex = joinBy === 'index' ? Int32Array.from(profile.joints, (_, index) => index) : undefined;
    profile.joints.forEach(({ name }, index) => {
      this.#partIndexOf.set(prefix + name, index);
    });
  }

  /** True when entries are joined by their place: arrays then need not be as long as the names. */
  get isByIndex(): boolean {
    return this.#byIndex !== undefined;
  }

  /** The joint of every entry, −1 for none; the same array until the names change. */
  placesOf(value: unknown, out: DecodedSink): Int32Array {
    if (this.#byIndex !== undefined) return this.#byIndex;
    const names = arrayOf(value);
    if (!this.#isSame(names)) this.#join(names, out);
    return this.#places;
  }

  #isSame(names: ArrayLike<unknown>): boolean {
    if (Math.min(names.length, entriesMax) !== this.#names.length) return false;
    for (let entry = 0; entry < this.#names.length; entry++) if (names[entry] !== this.#names[entry]) return false;
    return true;
  }

  #join(names: ArrayLike<unknown>, out: DecodedSink): void {
    const count = Math.min(names.length, entriesMax);
    this.#names = Array.from({ length: count }, (_, entry) => (typeof names[entry] === 'string' ? names[entry] : ''));
    this.#places = Int32Array.from(this.#names, (name) => this.#partIndexOf.get(name) ?? -1);
    for (const name of this.#names) if (!this.#partIndexOf.has(name)) this.#countUnlisted(name, out);
  }

  #countUnlisted(name: string, out: DecodedSink): void {
    if (this.#partIndexOf.size >= this.#partCount + unlistedNamesMax) return;
    this.#partIndexOf.set(name, -1);
    out.flaw({ code: 'ros-messages/joint-not-in-profile', place: this.#topic, text: name.slice(0, 80), discarded: true });
  }
}

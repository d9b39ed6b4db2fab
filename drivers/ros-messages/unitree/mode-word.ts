import type { ModeReading } from '../decoding/change-watch.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { numberOf } from '../decoding/read-field.ts';

const nothing: ModeReading = Object.freeze({});

/** Numbers of a message that together say its mode, as they are; the text is built when one of them changes only. */
export class ModeWord {
  readonly #fields: readonly string[];
  readonly #values: Float64Array;
  #reading: ModeReading = nothing;

  constructor(fields: readonly string[]) {
    this.#fields = fields;
    this.#values = new Float64Array(fields.length).fill(Number.NaN);
  }

  /** `field number` of every field there is, joined by commas; without any field nothing is said. */
  read(message: RosMessage): ModeReading {
    let changed = false;
    for (let index = 0; index < this.#fields.length; index++) {
      const value = numberOf(message[this.#fields[index] ?? '']);
      changed = changed || !Object.is(value, this.#values[index]);
      this.#values[index] = value;
    }
    if (changed) this.#reading = this.#build();
    return this.#reading;
  }

  #build(): ModeReading {
    const words = this.#fields.flatMap((field, index) => {
      const value = this.#values[index] ?? Number.NaN;
      return Number.isFinite(value) ? [`${field} ${value}`] : [];
    });
    return words.length === 0 ? nothing : { modeRaw: words.join(', ') };
  }
}

import type { RegisterBlock, RegisterTable } from './read-request.ts';
import { registerTypes } from './register-map.ts';

/** Where a value stands and how to read it. */
export interface RegisterPlace {
  readonly table: RegisterTable;
  readonly at: number;
  readonly type: keyof typeof registerTypes;
  readonly wordOrder: 'highFirst' | 'lowFirst';
  readonly maskBits?: number;
}

/** The registers of one device as they were answered in one round; what was not answered is not in it. */
export class RegisterImage {
  readonly #words: Readonly<Record<RegisterTable, Map<number, number>>> = { holding: new Map(), input: new Map() };
  readonly #view = new DataView(new ArrayBuffer(4));

  clear(): void {
    this.#words.holding.clear();
    this.#words.input.clear();
  }

  take(block: RegisterBlock, registers: Uint16Array): void {
    const words = this.#words[block.table];
    for (const [index, word] of registers.entries()) words.set(block.at + index, word);
  }

  /** The raw value, masked where a mask is given; undefined when a register of it was not answered. A float may be NaN. */
  read(place: RegisterPlace): number | undefined {
    const words = this.#words[place.table];
    const first = words.get(place.at);
    const isWide = registerTypes[place.type] === 2;
    const second = isWide ? words.get(place.at + 1) : 0;
    if (first === undefined || second === undefined) return undefined;
    const swapped = isWide && place.wordOrder === 'lowFirst';
    this.#view.setUint16(0, swapped ? second : first);
    this.#view.setUint16(2, swapped ? first : second);
    const value = this.#typed(place.type);
    return place.maskBits === undefined ? value : value & place.maskBits;
  }

  #typed(type: RegisterPlace['type']): number {
    if (type === 'int16') return this.#view.getInt16(0);
    if (type === 'uint16') return this.#view.getUint16(0);
    if (type === 'int32') return this.#view.getInt32(0);
    return type === 'uint32' ? this.#view.getUint32(0) : this.#view.getFloat32(0);
  }
}

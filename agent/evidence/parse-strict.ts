import type { Json } from '../contract/schema.ts';
import { jsonDepthMax } from './canonical-json.ts';

/** The value, or the first thing wrong and where: `offset` in UTF-16 units of the text. */
export type StrictJson =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problem: string; readonly offset: number };

/**
 * JSON without its traps: refuses duplicate keys, numbers that are not finite, integers beyond 2^53 − 1, −0, lone surrogates and
 * nesting beyond `jsonDepthMax`, because two readers could understand those differently. Never throws.
 */
export function parseStrictJson(text: string): StrictJson {
  const reader = new StrictReader(text);
  try {
    return { ok: true, value: reader.readDocument() };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.message, offset: error.offset };
    throw error;
  }
}

class Refusal extends Error {
  readonly offset: number;
  constructor(problem: string, offset: number) {
    super(problem);
    this.offset = offset;
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// biome forbids control characters in patterns written plainly, so the class is named by what is allowed: from space on, no quote, no backslash.
const PLAIN = /[ !#-[\]-\uffff]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SPACE = /[ \t\n\r]*/y;
const LITERALS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class StrictReader {
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readDocument(): Json {
    const value = this.#readValue(0);
    if (this.#offset < this.#text.length) throw this.#refusal('something follows the end of the value');
    return value;
  }

  #readValue(depthCount: number): Json {
    if (depthCount > jsonDepthMax) throw this.#refusal(`nested deeper than ${jsonDepthMax}`);
    this.#take(SPACE);
    const value = this.#readBare(depthCount);
    this.#take(SPACE);
    return value;
  }

  #readBare(depthCount: number): Json {
    const first = this.#text[this.#offset];
    if (first === '{') return this.#readObject(depthCount);
    if (first === '[') return this.#readArray(depthCount);
    if (first === '"') return this.#readString();
    const literal = LITERALS.find(([word]) => this.#text.startsWith(word, this.#offset));
    if (literal === undefined) return this.#readNumber();
    this.#offset += literal[0].length;
    return literal[1];
  }

  #readObject(depthCount: number): Json {
    const members = new Map<string, Json>();
    this.#readItems('}', () => {
      this.#take(SPACE);
      const keyOffset = this.#offset;
      const key = this.#readString();
      if (members.has(key)) throw new Refusal(`duplicate key ${JSON.stringify(key)}`, keyOffset);
      this.#take(SPACE);
      this.#expect(':');
      members.set(key, this.#readValue(depthCount + 1));
    });
    // Object.fromEntries defines `__proto__` as an ordinary key, which an assignment would not.
    return Object.fromEntries(members);
  }

  #readArray(depthCount: number): Json {
    const items: Json[] = [];
    this.#readItems(']', () => items.push(this.#readValue(depthCount + 1)));
    return items;
  }

  #readItems(close: string, readItem: () => void): void {
    this.#offset += 1;
    this.#take(SPACE);
    if (this.#text[this.#offset] !== close) {
      readItem();
      while (this.#text[this.#offset] === ',') {
        this.#offset += 1;
        readItem();
      }
    }
    this.#expect(close);
  }

  #readString(): string {
    const start = this.#offset;
    this.#expect('"');
    for (;;) {
      this.#take(PLAIN);
      if (this.#text[this.#offset] !== '\\') break;
      if (this.#take(ESCAPE) === '') throw this.#refusal('unknown escape in a string');
    }
    this.#expect('"');
    const value = JSON.parse(this.#text.slice(start, this.#offset)) as string;
    if (!value.isWellFormed()) throw new Refusal('lone surrogate in a string', start);
    return value;
  }

  #readNumber(): number {
    const start = this.#offset;
    const token = this.#take(NUMBER);
    if (token === '') throw this.#refusal(start < this.#text.length ? 'not a JSON value' : 'the text ends too early');
    const value = Number(token);
    if (!Number.isFinite(value)) throw new Refusal(`number ${token} is too large`, start);
    if (Object.is(value, -0)) throw new Refusal('number is −0', start);
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new Refusal(`integer ${token} is beyond 2^53`, start);
    return value;
  }

  #expect(mark: string): void {
    const found = this.#text[this.#offset];
    if (found !== mark)
      throw this.#refusal(found === undefined ? 'the text ends too early' : `expected ${mark}, found ${JSON.stringify(found)}`);
    this.#offset += 1;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const taken = pattern.exec(this.#text)?.[0] ?? '';
    this.#offset += taken.length;
    return taken;
  }

  #refusal(problem: string): Refusal {
    return new Refusal(problem, this.#offset);
  }
}

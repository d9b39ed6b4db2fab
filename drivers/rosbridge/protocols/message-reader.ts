import type { CountFlaw } from './count-flaw.ts';
import { decodeCbor } from './decode-cbor.ts';
import { FragmentAssembler, fragmentLimits } from './fragment-assembler.ts';
import { type Incoming, isObject, readIncoming } from './operation.ts';
import { parseJson } from './parse-json.ts';
import { readRawPublication } from './raw-publication.ts';

/**
 * ```
 *  text ──▶ JSON ────┐                 ┌─ fragment ─▶ assembler ─▶ text, once more
 *  bytes ─▶ CBOR ────┴─▶ an object? ───┼─ publish, service_response, status ─▶ out
 *                           │          └─ png, anything else
 *                           └──────── counted by what was wrong ────────────┘
 * ```
 * Reads what a bridge sends, each message once. Never throws; what cannot be used is counted and gone.
 */
export class MessageReader {
  readonly #count: CountFlaw;
  readonly #fragments: FragmentAssembler;

  constructor(payloadBytesMax: number, count: CountFlaw) {
    this.#count = count;
    this.#fragments = new FragmentAssembler({ ...fragmentLimits, charsMax: payloadBytesMax }, count);
  }

  readText(text: string): Incoming | undefined {
    const value = this.#parse(text);
    if (isObject(value) && value.op === 'fragment') {
      const whole = this.#fragments.take(value);
      return whole === undefined ? undefined : this.#sort(this.#parse(whole));
    }
    return this.#sort(value);
  }

  readBytes(bytes: Uint8Array): Incoming | undefined {
    const value = readRawPublication(bytes) ?? decodeCbor(bytes);
    if (value === undefined) this.#count('rosbridge/unreadable-cbor');
    return this.#sort(value);
  }

  #parse(text: string): unknown {
    const json = parseJson(text);
    if (json === undefined) this.#count('rosbridge/unreadable-json');
    else if (json.repairedCount > 0) this.#count('rosbridge/bare-number');
    return json?.value;
  }

  /** Undefined was counted where it was read. A fragment in a fragment is nothing a bridge makes. */
  #sort(value: unknown): Incoming | undefined {
    if (value === undefined) return undefined;
    const incoming = isObject(value) ? readIncoming(value) : undefined;
    if (incoming === undefined) this.#count(isObject(value) && value.op === 'png' ? 'rosbridge/png-refused' : 'rosbridge/not-an-operation');
    if (incoming?.op === 'status') this.#noteStatus(incoming.level);
    return incoming;
  }

  #noteStatus(level: unknown): void {
    if (level === 'error' || level === 'warning') this.#count('rosbridge/bridge-complained');
  }
}

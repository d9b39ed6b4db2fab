import { FrameStream } from '../../serial-protocols/frame-stream.ts';
import { Misbehaviour } from './faults/misbehaviour.ts';
import { type MisbehaviourOptions, misbehaviourOptions } from './faults/misbehaviour-options.ts';
import type { DeviceAnswer, SimulatedDevice } from './protocols/simulated-device.ts';

/** Bytes that go out when this time has come. */
export interface Emission {
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

export interface LineOptions {
  readonly seed: number;
  readonly misbehaviour?: Partial<MisbehaviourOptions>;
  /** How fast bytes leave; as fast as can be, when left out. */
  readonly bitsPerS?: number;
}

/** A pause this long ends whatever was half said. */
const quietMs = 50;
/** Start bit, eight data bits, stop bit. */
const bitsPerByte = 10;

/**
 * ```
 *  bytes from the reader ─▶ requests, one stream per device ─▶ answers ─▶ misbehaviour ─▶ emissions in the order of time
 * ```
 * The device end of a line, with one device or several on one bus. Pure: it is told the time and says what goes out when.
 */
export class SimulatedLine {
  readonly misbehaviour: Misbehaviour;
  readonly #ends: readonly { device: SimulatedDevice; stream: FrameStream }[];
  readonly #options: LineOptions;
  readonly #counts = { answered: 0, writeRefused: 0, unknownRequest: 0, spoken: 0 };
  #heardAtMs = 0;
  #busyUntilMs = 0;

  constructor(devices: readonly SimulatedDevice[], options: LineOptions) {
    this.#ends = devices.map((device) => ({ device, stream: new FrameStream(device.requestFormat) }));
    this.#options = options;
    this.misbehaviour = new Misbehaviour(misbehaviourOptions(options.misbehaviour), options.seed);
  }

  /** Requests by what became of them, and lines said unasked. */
  get counts(): Readonly<Record<DeviceAnswer['kind'] | 'spoken', number>> {
    return { ...this.#counts };
  }

  /** Takes what a reader sent. */
  receive(chunk: Uint8Array, atMs: number): Emission[] {
    const isFresh = atMs - this.#heardAtMs > quietMs;
    this.#heardAtMs = atMs;
    return this.#ends.flatMap(({ device, stream }) => {
      const requests: Uint8Array[] = [];
      const take = (request: Uint8Array): void => void requests.push(request);
      if (isFresh) stream.quiet(take);
      stream.push(chunk, take);
      return requests.flatMap((request) => this.#answer(device, request, atMs));
    });
  }

  /** What the devices say unasked between two moments. */
  speak(fromMs: number, untilMs: number): Emission[] {
    return this.#ends.flatMap(({ device }) =>
      device.spoken(fromMs, untilMs).flatMap((frame) => {
        this.#counts.spoken += 1;
        return this.#emit(device, new Uint8Array(), { frames: [frame], atMs: untilMs });
      }),
    );
  }

  #answer(device: SimulatedDevice, request: Uint8Array, atMs: number): Emission[] {
    const { kind, frames } = device.answer(request, atMs);
    this.#counts[kind] += 1;
    return frames.length === 0 ? [] : this.#emit(device, request, { frames, atMs });
  }

  #emit(device: SimulatedDevice, request: Uint8Array, { frames, atMs }: { frames: readonly Uint8Array[]; atMs: number }): Emission[] {
    const { bytes, lateMs } = this.misbehaviour.distort(device, request, frames);
    if (bytes.length === 0) return [];
    const { bitsPerS } = this.#options;
    const sendingMs = bitsPerS === undefined ? 0 : (bytes.length * bitsPerByte * 1000) / bitsPerS;
    this.#busyUntilMs = Math.max(this.#busyUntilMs, atMs + lateMs) + sendingMs;
    return [{ atMs: this.#busyUntilMs, bytes }];
  }
}

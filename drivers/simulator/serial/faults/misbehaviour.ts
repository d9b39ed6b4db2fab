import { randomStream, type SeededRandom } from '../../plant/seeded-random.ts';
import type { SimulatedDevice } from '../protocols/simulated-device.ts';
import { half, happens, interleaved, noiseBytes, withByteErrors, withWrongCheck } from './damage.ts';
import type { MisbehaviourOptions } from './misbehaviour-options.ts';

/** What goes out on the line instead of the device's answer, and how late. */
export interface Distorted {
  readonly bytes: Uint8Array;
  readonly lateMs: number;
}

/** What was done to answers so far; an answer can be counted more than once. */
export interface DamageCounts {
  readonly silentCount: number;
  readonly lateCount: number;
  readonly echoedCount: number;
  /** Frames that went out other than the device meant them: byte errors, wrong checks, halves, collisions. */
  readonly damagedFrameCount: number;
  readonly noisyCount: number;
  /** Damage that no reader could have told from a good answer, drawn again: see `Misbehaviour`. */
  readonly redrawnCount: number;
}

/** Damage is drawn anew at most this often before the answer is left out altogether. */
const drawsMax = 16;
/** Keeps its chances apart from those of the devices. */
const ownStreamIndex = 7;

/**
 * ```
 *  request, answer frames ──▶ damage ──▶ would a reader take a wrong frame for true? ──no──▶ bytes
 *                               ▲                    │ yes: counted
 *                               └────────────────────┘
 * ```
 * Spoils answers at random, the same way for the same seed. A check of 8 or 16 bits lets some damage through, and a line of JSON has
 * no check; a reader that takes such a frame is not at fault, so this one never lets it out. What it withholds is counted.
 */
export class Misbehaviour {
  readonly #options: MisbehaviourOptions;
  readonly #random: SeededRandom;
  #counts = { silentCount: 0, lateCount: 0, echoedCount: 0, damagedFrameCount: 0, noisyCount: 0, redrawnCount: 0 };

  constructor(options: MisbehaviourOptions, seed: number) {
    this.#options = options;
    this.#random = randomStream(seed, ownStreamIndex);
  }

  get counts(): DamageCounts {
    return { ...this.#counts };
  }

  /** What becomes of these frames on their way; `request` is empty when nobody asked. */
  distort(device: SimulatedDevice, request: Uint8Array, frames: readonly Uint8Array[]): Distorted {
    if (happens(this.#random, this.#options.silenceRatio)) {
      this.#counts.silentCount += 1;
      return { bytes: new Uint8Array(), lateMs: 0 };
    }
    const isLate = happens(this.#random, this.#options.slowRatio);
    if (isLate) this.#counts.lateCount += 1;
    return { bytes: this.#draw(device, request, frames), lateMs: isLate ? this.#options.slowMs : 0 };
  }

  #draw(device: SimulatedDevice, request: Uint8Array, frames: readonly Uint8Array[]): Uint8Array {
    for (let draw = 0; draw < drawsMax; draw += 1) {
      const before = this.#counts;
      const bytes = this.#damage(device, request, frames);
      if (isHonest(device.accepted(request, bytes), frames)) return bytes;
      this.#counts = { ...before, redrawnCount: before.redrawnCount + 1 };
    }
    this.#counts.silentCount += 1;
    return new Uint8Array();
  }

  #damage(device: SimulatedDevice, request: Uint8Array, frames: readonly Uint8Array[]): Uint8Array {
    this.#counts = { ...this.#counts };
    const isNoisy = happens(this.#random, this.#options.noiseRatio);
    if (isNoisy) this.#counts.noisyCount += 1;
    const isEchoed = request.length > 0 && happens(this.#random, this.#options.echoRatio);
    if (isEchoed) this.#counts.echoedCount += 1;
    const spoilt = frames.map((frame) => this.#spoil(frame, device));
    const parts = this.#collide(spoilt, frames);
    return joined([
      ...(isEchoed ? [request] : []),
      ...(isNoisy ? [noiseBytes(this.#random)] : []),
      ...parts,
      ...(isNoisy ? [noiseBytes(this.#random)] : []),
    ]);
  }

  #spoil(frame: Uint8Array, { checkBytes }: SimulatedDevice): Uint8Array {
    const { wrongChecksumRatio, halfRatio, byteErrorRatio } = this.#options;
    let spoilt = frame;
    if (happens(this.#random, wrongChecksumRatio)) spoilt = withWrongCheck(spoilt, this.#random, checkBytes);
    if (byteErrorRatio > 0) spoilt = withByteErrors(spoilt, this.#random, byteErrorRatio);
    if (happens(this.#random, halfRatio)) spoilt = half(spoilt, this.#random);
    if (!areEqual(spoilt, frame)) this.#counts.damagedFrameCount += 1;
    return spoilt;
  }

  /** One frame comes at the same time as the next one, or as itself from elsewhere when it is the only one. */
  #collide(parts: readonly Uint8Array[], frames: readonly Uint8Array[]): Uint8Array[] {
    const [first, second = frames[0], ...others] = parts;
    if (first === undefined || second === undefined || !happens(this.#random, this.#options.collisionRatio)) return [...parts];
    this.#counts.damagedFrameCount += Math.min(2, parts.length);
    return [interleaved(first, second, this.#random), ...others];
  }
}

/** Whether everything a reader would take is one of the frames the device meant, in their number at most. */
function isHonest(taken: readonly Uint8Array[], meant: readonly Uint8Array[]): boolean {
  return taken.length <= meant.length && taken.every((frame) => meant.some((each) => areEqual(frame, each)));
}

function areEqual(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && first.every((byte, index) => byte === second[index]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

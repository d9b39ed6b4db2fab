import type { SeededRandom } from '../../plant/seeded-random.ts';

/** Noise between frames is short, as from a contact that bounces. */
const noiseBytesMax = 16;

/** True for this share of calls. */
export function happens(random: SeededRandom, ratio: number): boolean {
  return random.unit() < ratio;
}

/** Between 1 and 16 bytes of anything. */
export function noiseBytes(random: SeededRandom): Uint8Array {
  const count = 1 + Math.floor(random.between(0, noiseBytesMax));
  return Uint8Array.from({ length: count }, () => Math.floor(random.between(0, 256)));
}

/** This share of the bytes turned into other ones. */
export function withByteErrors(frame: Uint8Array, random: SeededRandom, ratio: number): Uint8Array {
  return frame.map((byte) => (happens(random, ratio) ? byte ^ flip(random) : byte));
}

/** The frame with one byte of its check turned into another one; as it is where the protocol has no check. */
export function withWrongCheck(frame: Uint8Array, random: SeededRandom, check: { fromEndBytes: number; sizeBytes: number }): Uint8Array {
  if (check.sizeBytes === 0) return frame;
  const wrong = Uint8Array.from(frame);
  const at = frame.length - check.fromEndBytes + Math.floor(random.between(0, check.sizeBytes));
  wrong[at] = (wrong[at] ?? 0) ^ flip(random);
  return wrong;
}

/** At least the first byte of it, never the last. */
export function half(frame: Uint8Array, random: SeededRandom): Uint8Array {
  return frame.slice(0, Math.max(1, Math.floor(random.between(1, frame.length))));
}

/** Two senders at once: runs of a few bytes of one and of the other, in turns. */
export function interleaved(first: Uint8Array, second: Uint8Array, random: SeededRandom): Uint8Array {
  const out: number[] = [];
  const rest = [[...first], [...second]];
  for (let turn = 0; rest.some((part) => part.length > 0); turn += 1) {
    out.push(...(rest[turn % 2] ?? []).splice(0, 1 + Math.floor(random.between(0, 4))));
  }
  return Uint8Array.from(out);
}

function flip(random: SeededRandom): number {
  return 1 + Math.floor(random.between(0, 255));
}

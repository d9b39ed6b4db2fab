/*
 *  numbers ─▶ × 10^decimals, rounded ─▶ difference to the one before ─▶ zigzag ─▶ byte planes (all lowest bytes first, …)
 *  A slowly moving column becomes small numbers, whose upper planes are runs of zeros that any compressor folds away.
 */

/** How a column stands in the bytes: the width of its integers, or as it came. */
const rawKindIndex = 0xff;
const widthsBytes = [1, 2, 4, 7] as const;
const headBytes = 5;
const rawBytes = 8;
/** Beyond this a difference doubled by zigzag would leave the exact integers. */
const scaledMax = 2 ** 51;

/**
 * Numbers as bytes: `runLength` numbers belong together and follow one another, so differences begin afresh after each run.
 * Finite numbers come back to within half a unit of the last decimal; a column with a number too large for that comes back exactly.
 */
export function packColumn(values: readonly number[], decimalCount: number, runStarts: ReadonlySet<number> = new Set()): Uint8Array {
  const scale = 10 ** decimalCount;
  const scaled = values.map((value) => Math.round(value * scale));
  if (scaled.some((value) => !(Math.abs(value) <= scaledMax))) return packRaw(values);
  const zigzag = scaled.map((value, index) => folded(value - (runStarts.has(index) ? 0 : (scaled[index - 1] ?? 0))));
  return packPlanes(zigzag);
}

function folded(difference: number): number {
  return difference < 0 ? -2 * difference - 1 : 2 * difference;
}

function packPlanes(numbers: readonly number[]): Uint8Array {
  const largest = numbers.reduce((most, value) => Math.max(most, value), 0);
  const widthBytes = widthsBytes.find((width) => largest < 2 ** (8 * width)) ?? 7;
  const bytes = withHead(widthBytes, numbers.length, numbers.length * widthBytes);
  numbers.forEach((value, index) => {
    let rest = value;
    for (let plane = 0; plane < widthBytes; plane++) {
      bytes[headBytes + plane * numbers.length + index] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  });
  return bytes;
}

function packRaw(values: readonly number[]): Uint8Array {
  const bytes = withHead(rawKindIndex, values.length, values.length * rawBytes);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setFloat64(headBytes + index * rawBytes, value, true);
  });
  return bytes;
}

function withHead(kind: number, count: number, bodyBytes: number): Uint8Array {
  const bytes = new Uint8Array(headBytes + bodyBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, count, true);
  return bytes;
}

export interface UnpackedColumn {
  readonly values: readonly number[];
  /** Where the next column begins. */
  readonly endAt: number;
}

/** Reads the column that begins at `at`; undefined when the bytes are not one. */
export function unpackColumn(bytes: Uint8Array, at: number, choice: ColumnChoice): UnpackedColumn | undefined {
  if (at + headBytes > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint8(at);
  const count = view.getUint32(at + 1, true);
  const widthBytes = kind === rawKindIndex ? rawBytes : kind;
  const endAt = at + headBytes + count * widthBytes;
  const isKnownKind = kind === rawKindIndex || (widthsBytes as readonly number[]).includes(kind);
  if (!isKnownKind || endAt > bytes.length) return undefined;
  const from = at + headBytes;
  if (kind === rawKindIndex) return { values: Array.from({ length: count }, (_, i) => view.getFloat64(from + i * rawBytes, true)), endAt };
  const numbers = Array.from({ length: count }, (_, index) => planeNumber(bytes, { at: from + index, count, widthBytes }));
  return { values: unfolded(numbers, choice), endAt };
}

export interface ColumnChoice {
  readonly decimalCount: number;
  readonly runStarts?: ReadonlySet<number>;
}

function planeNumber(bytes: Uint8Array, { at, count, widthBytes }: { at: number; count: number; widthBytes: number }): number {
  let value = 0;
  for (let plane = widthBytes - 1; plane >= 0; plane--) value = value * 256 + (bytes[at + plane * count] ?? 0);
  return value;
}

function unfolded(numbers: readonly number[], { decimalCount, runStarts = new Set() }: ColumnChoice): number[] {
  const scale = 10 ** decimalCount;
  let before = 0;
  return numbers.map((number, index) => {
    const difference = number % 2 === 0 ? number / 2 : -(number + 1) / 2;
    before = (runStarts.has(index) ? 0 : before) + difference;
    return before / scale;
  });
}

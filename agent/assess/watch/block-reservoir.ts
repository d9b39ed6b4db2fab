import { rowSize } from './joint-row.ts';
import type { WatchedWindow } from './window-memory.ts';

/** Consecutive windows as they are kept, oldest first; rows are window × joint × place. */
export interface WindowBlock {
  readonly endMs: readonly number[];
  readonly idleMs: readonly number[];
  readonly still: readonly boolean[];
  readonly rows: Float32Array;
}

/** The same as plain JSON: an unknown value is null. */
export interface SavedBlock extends Omit<WindowBlock, 'rows'> {
  readonly rows: readonly (number | null)[];
}

export interface ReservoirLimits {
  readonly blockCountMax: number;
  readonly windowCountPerBlock: number;
}

/** 43 min of windows: all of a short recording, a fair sample of a day. 2,560 × 35 joints × 12 values × 4 bytes = 4.3 MB at most. */
export const reservoirLimits: ReservoirLimits = { blockCountMax: 64, windowCountPerBlock: 40 };

/** Windows this close to an event are not normal and teach nothing (facts §5.2). */
export const trimMs = 60_000;
/** A hole longer than this ends a block. */
const holeMs = 5_000;
/** Four significant digits are finer than any sensor here, and read back from decimals as the same 32-bit number. */
const keptDigitCount = 4;

export interface ReservoirState {
  readonly blocks: readonly SavedBlock[];
  /** Blocks that were ever completed: the next one stays with probability `blockCountMax ÷ this`. */
  readonly seenCount: number;
  readonly open: SavedBlock;
  /** Slots filled so lately that an event may still reach back into them. */
  readonly recentSlotIndexes: readonly number[];
  /** Until when an event keeps windows out. */
  readonly closedUntilMs: number;
}

const noBlock: WindowBlock = { endMs: [], idleMs: [], still: [], rows: new Float32Array(0) };

/** What a reservoir remembers besides its windows; plain JSON. */
export type ReservoirPlace = Omit<ReservoirState, 'blocks' | 'open'>;

/** An even sample over all of commissioning, in blocks so that what takes time to build up can be calibrated (Vitter 1985, algorithm R). */
export class BlockReservoir {
  readonly #limits: ReservoirLimits;
  readonly #seed: number;
  #blocks: WindowBlock[];
  #open: WindowBlock;
  #seenCount: number;
  #recentSlotIndexes: readonly number[];
  #closedUntilMs: number;

  constructor(seed: number, limits: ReservoirLimits = reservoirLimits, state?: ReservoirState) {
    this.#seed = seed;
    this.#limits = limits;
    this.#blocks = (state?.blocks ?? []).map(loadBlock);
    this.#open = state === undefined ? noBlock : loadBlock(state.open);
    this.#seenCount = state?.seenCount ?? 0;
    this.#recentSlotIndexes = state?.recentSlotIndexes ?? [];
    this.#closedUntilMs = state?.closedUntilMs ?? 0;
  }

  get state(): ReservoirState {
    return { ...this.place, blocks: this.#blocks.map(saveBlock), open: saveBlock(this.#open) };
  }

  /** The blocks by slot, without the open one; a block that is another object has changed. */
  get slots(): readonly WindowBlock[] {
    return this.#blocks;
  }

  /** Windows not yet in a slot. */
  get openBlock(): WindowBlock {
    return this.#open;
  }

  /** The same as plain JSON; without its rows where it will be forgotten anyway. */
  get savedOpenBlock(): SavedBlock {
    const isKept = this.#nextSlot() < this.#limits.blockCountMax;
    return saveBlock(isKept ? this.#open : { ...this.#open, rows: noBlock.rows });
  }

  get place(): ReservoirPlace {
    return { seenCount: this.#seenCount, recentSlotIndexes: this.#recentSlotIndexes, closedUntilMs: this.#closedUntilMs };
  }

  /** Everything kept, the block still open too, in the order of slots. */
  blocks(): readonly WindowBlock[] {
    return [...this.#blocks, this.#open].filter(({ endMs }) => endMs.length > 0);
  }

  /** True when the window was kept; one within a minute after an event is not. */
  add(window: WatchedWindow): boolean {
    const lastMs = this.#open.endMs.at(-1);
    if (lastMs !== undefined && (window.endMs < lastMs || window.endMs - lastMs > holeMs)) this.#close();
    if (lastMs !== undefined && window.endMs < lastMs) this.beginSession();
    if (window.endMs < this.#closedUntilMs) return false;
    this.#open = appended(this.#open, window);
    if (this.#open.endMs.length >= this.#limits.windowCountPerBlock) this.#close();
    return true;
  }

  /** Drops the minute before an event and keeps out the minute after it. */
  noteEvent(atMs: number): void {
    const isBefore = (endMs: number): boolean => endMs < atMs - trimMs;
    this.#open = kept(this.#open, isBefore);
    for (const slot of this.#recentSlotIndexes) {
      const block = this.#blocks[slot];
      if (block !== undefined) this.#blocks[slot] = kept(block, isBefore);
    }
    this.#closedUntilMs = atMs + trimMs;
  }

  /** Another session, with another clock: earlier blocks are out of reach. */
  beginSession(): void {
    this.#close();
    this.#recentSlotIndexes = [];
    this.#closedUntilMs = 0;
  }

  /** Where the open block will lie; beyond the last slot it is forgotten. */
  #nextSlot(): number {
    const seenCount = this.#seenCount;
    return seenCount < this.#limits.blockCountMax ? seenCount : Math.floor(fraction(this.#seed, seenCount) * (seenCount + 1));
  }

  #close(): void {
    const block = this.#open;
    this.#open = noBlock;
    if (block.endMs.length === 0) return;
    const place = this.#nextSlot();
    this.#seenCount++;
    if (place >= this.#limits.blockCountMax) return;
    this.#blocks[place] = block;
    const reachMs = (block.endMs[0] ?? 0) - trimMs;
    const isRecent = (slot: number): boolean => slot !== place && (this.#blocks[slot]?.endMs.at(-1) ?? 0) >= reachMs;
    this.#recentSlotIndexes = [...this.#recentSlotIndexes.filter(isRecent), place];
  }
}

function appended(block: WindowBlock, { endMs, idleMs, still, rows }: WatchedWindow): WindowBlock {
  const all = new Float32Array(block.rows.length + rows.length);
  all.set(block.rows);
  rows.forEach((value, place) => {
    all[block.rows.length + place] = Number.isNaN(value) ? value : Number(value.toPrecision(keptDigitCount));
  });
  return { endMs: [...block.endMs, endMs], idleMs: [...block.idleMs, idleMs], still: [...block.still, still], rows: all };
}

function kept(block: WindowBlock, isKept: (endMs: number) => boolean): WindowBlock {
  const count = block.endMs.filter(isKept).length;
  if (count === block.endMs.length) return block;
  const rows = block.rows.slice(0, (block.rows.length / Math.max(1, block.endMs.length)) * count);
  return { endMs: block.endMs.slice(0, count), idleMs: block.idleMs.slice(0, count), still: block.still.slice(0, count), rows };
}

/** As plain JSON, four significant digits. */
export function saveBlock(block: WindowBlock): SavedBlock {
  return { ...block, rows: Array.from(block.rows, (value) => (Number.isNaN(value) ? null : Number(value.toPrecision(keptDigitCount)))) };
}

function loadBlock(block: SavedBlock): WindowBlock {
  return { ...block, rows: Float32Array.from(block.rows, (value) => value ?? Number.NaN) };
}

/** The windows of a block as they were taken, one by one. */
export function windowsOf(
  block: WindowBlock,
  jointCount: number,
): readonly (Omit<WatchedWindow, 'rows'> & { readonly rows: Float32Array })[] {
  const size = jointCount * rowSize;
  return block.endMs.map((endMs, place) => ({
    endMs,
    idleMs: block.idleMs[place] ?? 0,
    still: block.still[place] ?? false,
    rows: block.rows.subarray(place * size, (place + 1) * size),
  }));
}

/** A number in [0, 1) that seed and count determine (mix of MurmurHash3, public domain): no state to save. */
function fraction(seed: number, count: number): number {
  let mixed = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(count + 1, 0xc2b2ae35)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
}

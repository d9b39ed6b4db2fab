import type { TextChange, TextSource } from '../../contract/learned-text.ts';
import { saveBlock } from './block-reservoir.ts';
import type { LearnedState, PhysicsWatch } from './physics-watch.ts';

interface Piece {
  /** Another object is another content. */
  readonly of: object;
  readonly text: () => string;
}

type Pieces = ReadonlyMap<string, Piece>;

const blockName = (slot: number): string => `block.${slot}`;
const openName = 'open';
const referenceName = 'reference';

/**
 * Megabytes that change seldom, in pieces: a block of windows when it fills a slot, the reference once. Only what changed is written.
 * ```
 *  PhysicsWatch ─▶ pieces ─── not the object saved last ─▶ changes ─▶ ledger's transaction ─▶ settle
 * ```
 */
export class LearnedTexts implements TextSource {
  readonly #watch: () => PhysicsWatch;
  #saved: Map<string, object>;
  #offered: Map<string, object> = new Map();

  /** `stored`: names that are there; what the watch was not made from is let go. */
  constructor(watch: () => PhysicsWatch, stored: Iterable<string>) {
    this.#watch = watch;
    const pieces = piecesOf(watch());
    this.#saved = new Map([...stored].map((name) => [name, pieces.get(name)?.of ?? {}]));
  }

  changes(): readonly TextChange[] {
    const pieces = piecesOf(this.#watch());
    this.#offered = new Map([...pieces].map(([name, { of }]) => [name, of]));
    const changed = [...pieces].filter(([name, { of }]) => this.#saved.get(name) !== of);
    const gone = [...this.#saved.keys()].filter((name) => !pieces.has(name));
    return [...changed.map(([name, { text }]) => ({ name, text: text() })), ...gone.map((name) => ({ name, text: null }))];
  }

  settle(): void {
    this.#saved = this.#offered;
  }
}

function piecesOf(watch: PhysicsWatch): Pieces {
  const { reference, reservoir } = watch;
  if (reference !== undefined) return new Map([[referenceName, { of: reference, text: () => JSON.stringify(reference) }]]);
  if (reservoir === undefined) return new Map();
  const blocks = reservoir.slots.map(
    (block, slot) => [blockName(slot), { of: block, text: () => JSON.stringify(saveBlock(block)) }] as const,
  );
  const open = [openName, { of: reservoir.openBlock, text: () => JSON.stringify(reservoir.savedOpenBlock) }] as const;
  return new Map([...blocks, open]);
}

/** The part of a watch's learning that is saved every minute; plain JSON. */
export interface LearnedPlace extends Pick<LearnedState, 'windowCount' | 'habits'> {
  /** null once frozen. */
  readonly reservoir: (Omit<NonNullable<LearnedState['reservoir']>, 'blocks' | 'open'> & { readonly slotCount: number }) | null;
}

export function learnedPlace({ windowCount, habits, reservoir }: PhysicsWatch): LearnedPlace {
  return { windowCount, habits, reservoir: reservoir === undefined ? null : { ...reservoir.place, slotCount: reservoir.slots.length } };
}

/** Both parts together again; undefined when a text is missing. */
export function restoreLearned({ reservoir, ...place }: LearnedPlace, texts: ReadonlyMap<string, string>): LearnedState | undefined {
  if (reservoir === null) {
    const text = texts.get(referenceName);
    return text === undefined ? undefined : { ...place, reservoir: null, reference: JSON.parse(text) };
  }
  const { slotCount, ...rest } = reservoir;
  const blocks = Array.from({ length: slotCount }, (_, slot) => texts.get(blockName(slot)));
  const open = texts.get(openName);
  if (open === undefined || blocks.includes(undefined)) return undefined;
  const parsed = blocks.flatMap((text) => (text === undefined ? [] : [JSON.parse(text)]));
  return { ...place, reference: null, reservoir: { ...rest, blocks: parsed, open: JSON.parse(open) } };
}

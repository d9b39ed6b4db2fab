import { canonicalJson } from '../../evidence/canonical-json.ts';
import { checkedText, textOf } from '../checked-text.ts';
import type { SavedState } from '../saved-state.ts';

/** Where a pass of the scrub has come to. */
export interface ScrubPosition {
  /** The log and the chain so far; null once all records have been gone through. */
  readonly records: { readonly size: number; readonly peaks: readonly string[]; readonly head: string } | null;
  /** The last report whose signature was checked; −1: none yet. */
  readonly reportSeq: number;
}

/** Saved text: the position, and a checksum of it. */
export const scrubPositionName = 'scrubPosition';

/** Within the transaction of a commit; undefined: the pass is at its end, and there is nothing to go on with. */
export function savePosition(saved: SavedState, position: ScrubPosition | undefined): void {
  if (position === undefined) saved.drop(scrubPositionName);
  else saved.put(scrubPositionName, checkedText(scrubPositionName, canonicalJson({ ...position })));
}

/** The position that was saved; undefined where there is none, or not as it was written: sound records would be called damaged by it. */
export function savedPosition(saved: SavedState): ScrubPosition | undefined {
  const text = textOf(scrubPositionName, saved.get(scrubPositionName) ?? '');
  return text === undefined ? undefined : (JSON.parse(text) as ScrubPosition);
}

import type { CountFlaw } from './count-flaw.ts';

export interface FragmentLimits {
  /** Characters of all messages under way together. */
  readonly charsMax: number;
  /** Fragments of all messages under way together. */
  readonly fragmentsMax: number;
  /** Messages under way. */
  readonly messagesMax: number;
  /** A message that got nothing while so many other fragments came is given up. */
  readonly ageFragmentsMax: number;
}

export const fragmentLimits: Omit<FragmentLimits, 'charsMax'> = { fragmentsMax: 16_384, messagesMax: 16, ageFragmentsMax: 4096 };

/** A fragment whose fields are what they should be. */
interface Fragment {
  readonly key: string;
  readonly text: string;
  readonly partIndex: number;
  readonly partCount: number;
}

interface Assembly {
  readonly partCount: number;
  readonly parts: Map<number, string>;
  charCount: number;
  touchedAt: number;
}

/**
 * ```
 *  {id, num, total, data} ─▶ by id ─▶ all there? ─▶ the text
 *        malformed, twice, beyond a limit: rosbridge/fragment-refused      a message given up: rosbridge/fragments-lost
 * ```
 * Joins the fragments of long messages, in any order and interleaved. The id may be 0, which rosbridge gives to everything that has none
 * and `roslib` ignores (facts `interfaces.md` §0.8), any other number or text, or absent; `total` may be a float, of which the whole
 * part counts. A message that begins again under the id of an unfinished one ends that one. Holds no more than its limits say.
 */
export class FragmentAssembler {
  readonly #limits: FragmentLimits;
  readonly #count: CountFlaw;
  readonly #assemblies = new Map<string, Assembly>();
  #takenCount = 0;
  #charCount = 0;
  #fragmentCount = 0;

  constructor(limits: FragmentLimits, count: CountFlaw) {
    this.#limits = limits;
    this.#count = count;
  }

  /** What is held now. */
  get held(): { readonly messageCount: number; readonly fragmentCount: number; readonly charCount: number } {
    return { messageCount: this.#assemblies.size, fragmentCount: this.#fragmentCount, charCount: this.#charCount };
  }

  /** The whole text when this fragment was the last one missing; undefined before. Never throws. */
  take(message: Readonly<Record<string, unknown>>): string | undefined {
    this.#takenCount++;
    this.#giveUpAged();
    const fragment = readFragment(message);
    if (fragment === undefined || fragment.partCount > this.#limits.fragmentsMax || fragment.text.length > this.#limits.charsMax) {
      this.#count('rosbridge/fragment-refused');
      return undefined;
    }
    if (fragment.partCount === 1) return fragment.text;
    const assembly = this.#assemblyFor(fragment);
    if (assembly.parts.has(fragment.partIndex)) {
      this.#count('rosbridge/fragment-refused');
      return undefined;
    }
    this.#add(assembly, fragment);
    if (assembly.parts.size < assembly.partCount) return this.#keepWithinLimits(fragment.key);
    this.#forget(fragment.key, assembly);
    return joined(assembly);
  }

  #assemblyFor({ key, partIndex, partCount, text }: Fragment): Assembly {
    const standing = this.#assemblies.get(key);
    const held = standing?.parts.get(partIndex);
    const isSame = standing !== undefined && standing.partCount === partCount && (held === undefined || held === text);
    if (isSame) return standing;
    if (standing !== undefined) this.#giveUp(key, standing);
    const begun: Assembly = { partCount, parts: new Map(), charCount: 0, touchedAt: this.#takenCount };
    this.#assemblies.set(key, begun);
    return begun;
  }

  #add(assembly: Assembly, { partIndex, text }: Fragment): void {
    assembly.parts.set(partIndex, text);
    assembly.charCount += text.length;
    assembly.touchedAt = this.#takenCount;
    this.#charCount += text.length;
    this.#fragmentCount++;
  }

  /** Gives up others, the longest untouched first, and at last the message itself. */
  #keepWithinLimits(key: string): undefined {
    const { charsMax, fragmentsMax, messagesMax } = this.#limits;
    const isOver = () => this.#charCount > charsMax || this.#fragmentCount > fragmentsMax || this.#assemblies.size > messagesMax;
    while (isOver()) {
      const others = [...this.#assemblies].filter(([other]) => other !== key).toSorted(([, a], [, b]) => a.touchedAt - b.touchedAt);
      const [given] = others.length > 0 ? others : [...this.#assemblies];
      if (given !== undefined) this.#giveUp(...given);
    }
    return undefined;
  }

  #giveUpAged(): void {
    for (const [key, assembly] of this.#assemblies) {
      if (this.#takenCount - assembly.touchedAt > this.#limits.ageFragmentsMax) this.#giveUp(key, assembly);
    }
  }

  #giveUp(key: string, assembly: Assembly): void {
    this.#forget(key, assembly);
    this.#count('rosbridge/fragments-lost');
  }

  #forget(key: string, { charCount, parts }: Assembly): void {
    this.#assemblies.delete(key);
    this.#charCount -= charCount;
    this.#fragmentCount -= parts.size;
  }
}

function joined({ parts, partCount }: Assembly): string {
  return Array.from({ length: partCount }, (_, index) => parts.get(index)).join('');
}

/** Undefined when it is no fragment. `0` and `"0"` are two ids, as they are two values in JSON. */
function readFragment({ id, data, num, total }: Readonly<Record<string, unknown>>): Fragment | undefined {
  const key = keyOf(id);
  if (key === undefined || typeof data !== 'string' || typeof num !== 'number' || typeof total !== 'number') return undefined;
  const whole = Math.floor(total);
  const isSound = Number.isInteger(num) && num >= 0 && num < whole && Number.isFinite(whole);
  return isSound ? { key, text: data, partIndex: num, partCount: whole } : undefined;
}

const idCharsMax = 256;

function keyOf(id: unknown): string | undefined {
  if (id === undefined || id === null) return 'none';
  if (typeof id === 'number') return `number ${id}`;
  return typeof id === 'string' && id.length <= idCharsMax ? `text ${id}` : undefined;
}

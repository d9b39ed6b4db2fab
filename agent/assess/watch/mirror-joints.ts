import type { JointEffort } from './fit-effort.ts';

/** How makers write the two sides; the longer words first, so that `left` is not read as an `l`. */
const sides: readonly (readonly [left: RegExp, right: string])[] = [
  [/left/, 'right'],
  [/Left/, 'Right'],
  [/LEFT/, 'RIGHT'],
  [/(?<=^|_)l(?=_|$)/, 'r'],
  [/(?<=^|_)L(?=_|$)/, 'R'],
];

/** Two joints of one build differ by less than this in friction, and in what their motion does not explain. */
const likeRatio = 3;
/** Place of the sign of motion among the terms of the mean effort. */
const signTermIndex = 2;
/** Shares of a limit below this are a sensor's step, and no ratio is made of them. */
const traitMinRatio = 0.005;

/** Pairs of joints that are each other's mirror by name. */
export function mirrorPairs(parts: readonly string[]): readonly (readonly [leftIndex: number, rightIndex: number])[] {
  return parts.flatMap((part, left) => {
    const side = sides.find(([pattern]) => pattern.test(part));
    const right = side === undefined ? -1 : parts.indexOf(part.replace(side[0], side[1]));
    return right < 0 ? [] : [[left, right] as const];
  });
}

/**
 * Joints that rub or scatter three times as much as their mirror (facts §5.2): what commissioning saw of them is no normal life to judge by.
 * It needs no other robot, and says nothing where a body has no two sides, or both are worn alike.
 */
export function suspectJoints(parts: readonly string[], efforts: readonly (JointEffort | null)[]): readonly number[] {
  return mirrorPairs(parts).flatMap(([left, right]) => {
    const [mine, its] = [efforts[left], efforts[right]];
    if (!mine || !its) return [];
    const pairs = [
      [frictionOf(mine), frictionOf(its)],
      [scatterOf(mine), scatterOf(its)],
    ] as const;
    return [...(pairs.some(([a, b]) => a > likeRatio * b) ? [left] : []), ...(pairs.some(([a, b]) => b > likeRatio * a) ? [right] : [])];
  });
}

const frictionOf = ({ meanWeightRatios }: JointEffort): number => Math.max(traitMinRatio, Math.abs(meanWeightRatios[signTermIndex] ?? 0));
const scatterOf = ({ scales }: JointEffort): number => Math.max(traitMinRatio, scales[0]?.values.at(-1) ?? 0);

/** How makers write the two sides; the longer words first, so that `left` is not read as an `l`. */
const sides: readonly (readonly [left: RegExp, right: string])[] = [
  [/left/, 'right'],
  [/Left/, 'Right'],
  [/LEFT/, 'RIGHT'],
  [/(?<=^|_)l(?=_|$)/, 'r'],
  [/(?<=^|_)L(?=_|$)/, 'R'],
];

/** Pairs of joints that are each other's mirror by name. */
export function mirrorPairs(parts: readonly string[]): readonly (readonly [leftIndex: number, rightIndex: number])[] {
  return parts.flatMap((part, left) => {
    const side = sides.find(([pattern]) => pattern.test(part));
    const right = side === undefined ? -1 : parts.indexOf(part.replace(side[0], side[1]));
    return right < 0 ? [] : [[left, right] as const];
  });
}

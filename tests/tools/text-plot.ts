/** How a path of an index is drawn in characters. */
export interface TextPlotOptions {
  readonly low: number;
  readonly high: number;
  readonly stepIndex: number;
}

/**
 * A path as text, one column per value; a value that is unknown leaves its column empty and puts a `?` on the line below the axis.
 * ```
 *   60 ┤      ▄▄▄
 *   50 ┼──▄▄▄─────
 *      └──────────
 * ```
 */
export function textPlot(values: readonly (number | null)[], { low, high, stepIndex }: TextPlotOptions): string[] {
  const levels = Array.from({ length: Math.round((high - low) / stepIndex) + 1 }, (_, row) => high - row * stepIndex);
  const rows = levels.map((level) => {
    const isReference = level === 50;
    const cells = values.map((value) => markAt(value, level, stepIndex) ?? (isReference ? '─' : ' '));
    return `${String(level).padStart(5)} ${isReference ? '┼' : '┤'}${cells.join('')}`.trimEnd();
  });
  const unknown = values.map((value) => (value === null ? '?' : ' ')).join('');
  const below = unknown.trim() === '' ? [] : [`      ${' '}${unknown}`.trimEnd()];
  return [...rows, `      └${'─'.repeat(values.length)}`, ...below];
}

/** The mark of a value that belongs to this level: high or low in its row. */
function markAt(value: number | null, level: number, stepIndex: number): string | undefined {
  if (value === null) return undefined;
  const offset = (value - level) / stepIndex;
  if (offset < -0.5 || offset >= 0.5) return undefined;
  return offset >= 0 ? '▀' : '▄';
}

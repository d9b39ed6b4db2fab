/** What a JSON text said, and how many bare numbers had to be made `null` for it to be readable. */
export interface ParsedJson {
  readonly value: unknown;
  readonly repairedCount: number;
}

const bareWords = ['NaN', 'Infinity'] as const;

/**
 * JSON, or JSON with `NaN`, `Infinity` and `-Infinity` outside strings, which ROS 2 bridges write into fixed-size arrays (facts
 * `interfaces.md` §0.6); they become `null`, as the same bridge writes them elsewhere. Undefined when it is neither; never throws.
 */
export function parseJson(text: string): ParsedJson | undefined {
  const value = parsed(text);
  if (value !== undefined) return { value, repairedCount: 0 };
  if (!bareWords.some((word) => text.includes(word))) return undefined;
  const repaired = withoutBareNumbers(text);
  const second = repaired.count === 0 ? undefined : parsed(repaired.text);
  return second === undefined ? undefined : { value: second, repairedCount: repaired.count };
}

/** Undefined when unreadable; JSON itself has no undefined. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One walk over the text, strings skipped: linear however broken it is. */
function withoutBareNumbers(text: string): { text: string; count: number } {
  let out = '';
  let copied = 0;
  let count = 0;
  let at = 0;
  while (at < text.length) {
    if (text[at] === '"') {
      at = endOfString(text, at);
      continue;
    }
    const length = bareLength(text, at);
    if (length > 0) {
      out += `${text.slice(copied, at)}null`;
      copied = at + length;
      count++;
    }
    at += Math.max(1, length);
  }
  return { text: out + text.slice(copied), count };
}

/** Characters of the bare number that begins here, its sign included; 0 when none does. */
function bareLength(text: string, at: number): number {
  const sign = text[at] === '-' ? 1 : 0;
  const word = bareWords.find((one) => text.startsWith(one, at + sign));
  return word === undefined ? 0 : sign + word.length;
}

/** Behind the closing quote of the string that opens at `from`; the end of the text where it is never closed. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '"') return at + 1;
  }
  return text.length;
}

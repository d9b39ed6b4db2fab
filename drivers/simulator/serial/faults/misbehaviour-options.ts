/** One thing that can go wrong on a line, as a person asks for it: between which bounds, and what it is when nobody asks. */
interface OptionSpec {
  readonly about: string;
  readonly low: number;
  readonly high: number;
  readonly value: number;
}

const ratio = (about: string): OptionSpec => ({ about, low: 0, high: 1, value: 0 });
const dayMs = 86_400_000;

/** Everything that can go wrong on a simulated line: shares of answers unless the name says bytes, with limits and what is usual. */
export const misbehaviourSpecs = {
  byteErrorRatio: ratio('share of bytes that arrive as other bytes'),
  noiseRatio: ratio('share of answers with noise bytes before and behind'),
  wrongChecksumRatio: ratio('share of answers whose checksum is wrong'),
  echoRatio: ratio('share of requests that come back before the answer, as on a two-wire bus'),
  collisionRatio: ratio('share of answers that arrive interleaved with another one'),
  halfRatio: ratio('share of answers that end in the middle'),
  silenceRatio: ratio('share of requests without an answer'),
  slowRatio: ratio('share of answers that come late'),
  slowMs: { about: 'how late a late answer is, ms', low: 0, high: 60_000, value: 500 },
  unplugEveryMs: { about: 'the plug is pulled this long after it was put in, ms; 0 never', low: 0, high: dayMs, value: 0 },
  unplugForMs: { about: 'how long it stays out, ms', low: 1, high: dayMs, value: 1000 },
} as const satisfies Record<string, OptionSpec>;

export type MisbehaviourName = keyof typeof misbehaviourSpecs;
export type MisbehaviourOptions = Readonly<Record<MisbehaviourName, number>>;

/** A line on which nothing goes wrong, or only what is given. */
export function misbehaviourOptions(given: Partial<MisbehaviourOptions> = {}): MisbehaviourOptions {
  const usual = Object.entries(misbehaviourSpecs).map(([name, spec]) => [name, spec.value]);
  return { ...(Object.fromEntries(usual) as MisbehaviourOptions), ...given };
}

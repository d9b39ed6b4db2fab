import type { Json } from './schema.ts';

/** Type of the record that holds what the owner says to a finding. */
export const replyType = 'finding.reply';

/** A reply as a report carries it (decisions C5): in plain words, and as the owner signed it; `jws` is null where it was stated on the device. */
export interface ReportedReply {
  readonly seq: number;
  /** The finding it answers, which an earlier report may have had. */
  readonly findingSeq: number;
  readonly text: string;
  readonly jws: string | null;
}

/** A reply of the period, with the code of what it answers. */
export type SaidReply = ReportedReply & { readonly code: string };

/** Characters of replies and signatures that a report carries; further ones are named by their records, which the ledger has. */
export const repliesCharsMax = 24_576;
/** Replies that a report carries, however short they are. */
export const repliesListedMax = 64;

/** The replies after one more, while there is room; a record that is no reply's adds nothing. */
export function sayReply(said: readonly SaidReply[], seq: number, data: Readonly<Record<string, Json>>): readonly SaidReply[] {
  const { code, findingSeq, text, jws = null } = data;
  if (typeof text !== 'string' || typeof findingSeq !== 'number' || (jws !== null && typeof jws !== 'string')) return said;
  const all = [...said, { seq, findingSeq, text, jws, code: String(code) }];
  const sizeChars = all.reduce((sum, one) => sum + one.text.length + (one.jws?.length ?? 0), 0);
  return sizeChars > repliesCharsMax || all.length > repliesListedMax ? said : all;
}

/** Those to findings of this code, as the report carries them; undefined where there are none. */
export function repliesTo(said: readonly SaidReply[], code: string): readonly ReportedReply[] | undefined {
  const found = said.filter((one) => one.code === code).map(({ seq, findingSeq, text, jws }) => ({ seq, findingSeq, text, jws }));
  return found.length === 0 ? undefined : found;
}

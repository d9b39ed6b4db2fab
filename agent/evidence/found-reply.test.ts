import { describe, expect, it } from 'vitest';
import { type FoundReply, replyLines } from './found-reply.ts';
import type { ReplyStanding } from './reply-signature.ts';

const reply = { epoch: 0, seq: 9, findingSeq: 4, code: 'safety.autoReset', text: 'Teaching day.' };
const said = (standing: ReplyStanding, lang?: 'en' | 'zh'): string | undefined =>
  replyLines([{ ...reply, standing } satisfies FoundReply], lang)[0];
const at = '2026-03-01T10:00:00.000Z';
const refusals = ['malformed', 'notTrusted', 'revoked', 'wrongRole', 'outOfTerm', 'otherReply'] as const;

describe('a reply in words', () => {
  it('says to what, what, and who signed it, in both languages', () => {
    const signed = { kid: 'k1', name: 'Hall 3', at };
    expect(said({ signed })).toBe(`reply 9 to safety.autoReset 4: "Teaching day."; signed by the owner (Hall 3) with key k1 at ${at}`);
    expect(said({ signed }, 'zh')).toBe(`回复 9，针对 safety.autoReset 4："Teaching day."；由所有人（Hall 3）以密钥 k1 签名，时间 ${at}`);
  });

  it('leaves out the name of a key that has none', () => {
    const signed = { kid: 'k1', name: undefined, at };
    expect([said({ signed }), said({ signed }, 'zh')]).toEqual([
      expect.stringContaining('signed by the owner with key k1'),
      expect.stringContaining('由所有人以密钥 k1 签名'),
    ]);
  });

  it('says of an unsigned one that it was stated on the device', () => {
    const standing = { reason: 'unsigned', text: 'stated on the device, unsigned' } as const;
    expect([said(standing), said(standing, 'zh')]).toEqual([
      expect.stringMatching(/; stated on the device, unsigned$/),
      expect.stringMatching(/；在设备上陈述，未签名$/),
    ]);
  });

  it.each(refusals)('says of one refused as %s so in words, with its code and what was found', (reason) => {
    const standing = { reason, text: 'key k1 and more' };
    expect(said(standing)).toContain(`; no signature of a trusted owner: key k1 and more (${reason})`);
    expect(said(standing, 'zh')).toMatch(new RegExp(`；无受信任所有人的签名：[\\u4e00-\\u9fff]+（${reason}: key k1 and more）$`));
  });

  it('says each refusal in Chinese words of its own', () => {
    const texts = refusals.map((reason) => said({ reason, text: '' }, 'zh')?.replace(reason, ''));
    expect(new Set(texts).size).toBe(refusals.length);
  });
});

import { describe, expect, it } from 'vitest';
import type { ReportedFinding } from '../contract/finding.ts';
import { findingLines } from './finding-lines.ts';

const found: ReportedFinding = {
  code: 'safety.autoReset',
  findingCount: 2,
  recordSeqs: [4, 9],
  reviewRequested: true,
  replied: true,
  replySeqs: [12],
};

describe('findings in an explanation', () => {
  it('are neutral facts with their records, innocent explanations and replies', () => {
    const [title, fact, ...perhaps] = findingLines([found], 'en');
    expect(title).toContain('none of them changes the index');
    expect(fact).toContain('(2 × safety.autoReset; records 4, 9; a person is asked to look; replied in record 12)');
    expect(perhaps).toHaveLength(3);
    expect(perhaps.every((line) => line.startsWith('    perhaps: '))).toBe(true);
  });

  it('come with the replies that a ledger has, and with no other', () => {
    const reply = { epoch: 0, findingSeq: 4, code: 'safety.autoReset', text: 'taught' };
    const standing = { reason: 'unsigned', text: 'stated on the device, unsigned' } as const;
    const lines = findingLines(
      [found],
      'en',
      [12, 13].map((seq) => ({ ...reply, seq, standing })),
    );
    expect(lines.filter((line) => line.startsWith('    reply'))).toEqual([
      '    reply 12 to safety.autoReset 4: "taught"; stated on the device, unsigned',
    ]);
    expect(findingLines([found], 'zh', [{ ...reply, seq: 12, standing }]).at(-1)).toBe(
      '    回复 12，针对 safety.autoReset 4："taught"；在设备上陈述，未签名',
    );
  });

  it('are said in Chinese too', () => {
    expect(findingLines([found], 'zh').join('')).toMatch(/均不影响指数.*请人工查看.*可能/);
  });

  it('say nothing where there are none', () => {
    expect(findingLines([], 'en')).toEqual([]);
  });

  it('leave out what there is not', () => {
    const bare = { ...found, findingCount: 0, recordSeqs: [], reviewRequested: false, replySeqs: [] };
    expect(findingLines([bare], 'en')[1]).toMatch(/\(0 × safety\.autoReset\)$/);
  });
});

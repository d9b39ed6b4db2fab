import { describe, expect, it } from 'vitest';
import type { ReportedFinding } from '../../agent/contract/finding.ts';
import { buildEvidence } from '../../tests/support/evidence-fixture.ts';
import { receiverKey } from '../../tests/support/receiver-fixture.ts';
import { openReception, type ReceptionFixture, verdictsOf } from '../../tests/support/reception-fixture.ts';
import { ownerKey, ownerTrust, repliedFinding, versionFinding } from '../../tests/support/replied-findings.ts';
import { findingLines } from './finding-lines.ts';
import { robotFindings } from './robot-findings.ts';

const { kid: agentId } = buildEvidence({ origin: 'live' }).key;

/** A reception that has taken these reports of a robot, with what each of them found. */
function received(found: readonly (readonly ReportedFinding[])[], seqs = found.map((_, seq) => seq)): ReceptionFixture {
  const fixture = openReception({
    reportCount: found.length,
    changePayload: (payload, seq) => Object.assign(payload, { findings: structuredClone(found[seq] ?? []) }),
  });
  for (const seq of seqs) expect(verdictsOf(fixture.send(seq))[0]?.verdict).toMatch(/^accepted/);
  return fixture;
}
function listed({ store }: ReceptionFixture, trust = ownerTrust) {
  const [agent] = store.agents.all();
  if (agent === undefined) throw new Error('the fixture enrols a robot');
  return robotFindings(store, agent, trust);
}

describe('findings of a robot, at the receiver', () => {
  it('have the fields of the reports, their texts, and the report that states them', () => {
    const { findings, reviewRequested } = listed(received([[], [versionFinding, repliedFinding(agentId)]]));
    expect(reviewRequested).toBe(true);
    expect(findings).toMatchObject([
      { ...versionFinding, reportSeq: 1 },
      { ...repliedFinding(agentId), replies: [{ seq: 820, findingSeq: 812 }], reportSeq: 1, period: { from: expect.any(String) } },
    ]);
    expect(findings[1]?.text.en).toContain('protective stops were cleared');
    expect(findings[1]?.innocent.length).toBeGreaterThan(0);
  });

  it('say whose each reply is: the trusted owner, nobody, or somebody who is not believed', () => {
    const standing = (key: Parameters<typeof repliedFinding>[1], trust = ownerTrust) =>
      listed(received([[repliedFinding(agentId, key)]]), trust).findings[0]?.replies[0]?.standing;
    expect(standing(ownerKey)).toMatchObject({ signed: { kid: ownerKey.kid, name: 'Hall 3' } });
    expect(standing(undefined)).toMatchObject({ reason: 'unsigned' });
    expect(standing(receiverKey)).toMatchObject({ reason: 'notTrusted' });
    expect(standing(ownerKey, new Map())).toMatchObject({ reason: 'notTrusted' });
  });

  it('do not believe the owner’s signature under other words, or of another robot', () => {
    const [reply] = repliedFinding(agentId, ownerKey).replies ?? [];
    if (reply === undefined) throw new Error('the fixture has a reply');
    const changed = { ...repliedFinding(agentId, ownerKey), replies: [{ ...reply, text: 'It never happened.' }] };
    expect(listed(received([[changed]])).findings[0]?.replies[0]?.standing).toMatchObject({ reason: 'otherReply' });
    const borrowed = repliedFinding('another-agent', ownerKey);
    expect(listed(received([[borrowed]])).findings[0]?.replies[0]?.standing).toMatchObject({ reason: 'otherReply' });
  });

  it('ask a person to look where a report has not arrived', () => {
    const { missing, reviewRequested, findings } = listed(received([[], [], []], [0, 2]));
    expect({ missing, reviewRequested, findings }).toEqual({ missing: [{ fromSeq: 1, toSeq: 1 }], reviewRequested: true, findings: [] });
  });

  it('ask nobody where nothing asks, and a report of an earlier version says nothing', () => {
    expect(listed(received([[versionFinding]])).reviewRequested).toBe(false);
    const silent = openReception({ reportCount: 1 });
    silent.send(0);
    expect(listed(silent)).toMatchObject({ findings: [], reviewRequested: false });
  });
});

describe('the lines of findings', () => {
  const lines = (found: readonly ReportedFinding[], lang: 'en' | 'zh' = 'en') => findingLines([listed(received([found]))], lang).join('\n');

  it('say the fact, what it may innocently be, and the reply with whose it is', () => {
    const text = lines([repliedFinding(agentId, ownerKey)]);
    expect(text).toMatch(/report 0, .*: 2 × safety\.autoReset; records 812, 815/);
    expect(text).toContain('perhaps: an operator stood beside the robot');
    expect(text).toContain(`reply 820 to safety.autoReset 812: "The new gripper was taught that day."; signed by the owner (Hall 3)`);
    expect(text).toMatch(/a person is asked to look$/);
  });

  it('say the same in Chinese, and judge nobody in either', () => {
    const text = lines([repliedFinding(agentId, ownerKey)], 'zh');
    expect(text).toContain('可能: 操作人员在旁手动解除');
    expect(text).toContain('请人工查看');
    expect(text).toContain('回复 820，针对 safety.autoReset 812："The new gripper was taught that day."；由所有人（Hall 3）以密钥');
    expect(`${text}${lines([repliedFinding(agentId)])}`).not.toMatch(/fraud|guilt|fault of|作弊|责任/);
  });

  it('name the records of a reply whose words an earlier version did not carry', () => {
    const { replies: _, ...named } = repliedFinding(agentId);
    expect(lines([named])).toContain('the words are not in the report: 820');
  });

  it('say so where there is nothing, and nobody', () => {
    expect(lines([])).toContain('no finding');
    expect(findingLines([], 'en')).toContain('No robot is enrolled.');
  });
});

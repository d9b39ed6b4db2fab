import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReception, type ReceptionFixture } from '../../tests/support/reception-fixture.ts';
import { openStore } from '../store/open-store.ts';
import { stateReceiver } from './state-receiver.ts';
import { formatHours, statementLines } from './statement-lines.ts';

const linesOf = ({ store }: Pick<ReceptionFixture, 'store'>): string[] => statementLines(stateReceiver(store));
const line = (lines: readonly string[], name: string): string | undefined => lines.find((text) => text.trim().startsWith(name));

describe('a statement for people', () => {
  it('says hours by grade, events, index, coverage, versions and verdicts', () => {
    const fixture = openReception({ reportCount: 3 });
    for (const reportSeq of [0, 1, 2]) fixture.send(reportSeq);
    const lines = linesOf(fixture);
    expect(line(lines, 'reports')).toContain('3 received: 3 accepted');
    expect(line(lines, 'operating')).toContain('1:40:00 h, of it near people 0:25:00 h');
    expect(line(lines, 'by grade')).toContain('E1 1:15:00 h  E2 0:25:00 h  E3 0:00:00 h');
    expect(line(lines, 'events')).toContain('gripLost 6, protectiveStop 3');
    expect(line(lines, 'not observed')).toContain('fall');
    expect(line(lines, 'index')).toContain('50.0 (90 % interval 31.3 to 70.5)');
    expect(line(lines, 'coverage')).toContain('1 (normal)');
    expect(line(lines, 'version')).toContain('agent 0.1.0, from report 0 on');
    expect(line(lines, 'verified')).toContain('V2 signature passed (3)');
    expect(lines.at(-1)).toBe('PASS');
  });

  it('says in one line who signed the documents behind the last report, as far as it says so', () => {
    const documents = {
      context: {
        sha256: `sha256:${'0'.repeat(64)}`,
        signedBy: { kid: 'k'.repeat(43), role: 'lessor', validUntil: '2027-01-01T00:00:00.000Z' },
      },
      referenceModel: { sha256: `sha256:${'1'.repeat(64)}`, signedBy: null },
    } as const;
    const fixture = openReception({
      reportCount: 2,
      changePayload: (payload, seq) => void (seq === 1 && Object.assign(payload, { documents })),
    });
    fixture.send(0);
    expect(line(linesOf(fixture), 'documents')).toContain('not stated by this version of the agent');
    fixture.send(1);
    expect(line(linesOf(fixture), 'documents')).toContain(
      'context declared, signed by kkkkkkkkkkkk… (lessor) until 2027-01-01; reference model, unsigned',
    );
  });

  it('says what the index is not, and nothing of money', () => {
    const fixture = openReception();
    fixture.send(0);
    const text = linesOf(fixture).join('\n');
    expect(text).toContain('not a safety rating');
    expect(text).not.toMatch(/premium|price|EUR|USD|€|\$/i);
  });

  it('says loudly that simulated hours are none', () => {
    const fixture = openReception({ origin: 'simulation' }, 'demo');
    fixture.send(0);
    expect(linesOf(fixture).join('\n')).toContain('SIMULATION: not evidence of a live robot');
  });

  it('lists missing reports, findings and refused messages', () => {
    const fixture = openReception({ reportCount: 4 });
    fixture.send(0);
    fixture.send(3);
    fixture.reception.receive(fixture.topic('report'), Buffer.from('{'), 0);
    const lines = linesOf(fixture);
    expect(line(lines, 'missing')).toContain('reports 1–2');
    expect(line(lines, 'receipts say')).toContain('report.missing × 1');
    expect(lines.find((text) => text.includes(' report.missing: a report between two others'))).toContain('perhaps it is still on its way');
    expect(lines.some((text) => text.includes('event.notJson × 1'))).toBe(true);
    expect(lines.at(-1)).toBe('PASS WITH FINDINGS');
  });

  it('says each change of a version', () => {
    const fixture = openReception({
      reportCount: 2,
      changePayload: (payload, seq) => {
        payload.versions = seq === 0 ? { agent: '1', model: 'x'.repeat(64) } : { agent: '2' };
      },
    });
    for (const reportSeq of [0, 1]) fixture.send(reportSeq);
    const versions = linesOf(fixture).filter((text) => text.trim().startsWith('version'));
    expect(versions.map((text) => text.trim().replace(/^version\s+/, ''))).toEqual([
      'agent 1, from report 0 on',
      `model ${'x'.repeat(24)}…, from report 0 on`,
      'agent 1 → 2 with report 1',
      `model no more, was ${'x'.repeat(24)}… before report 1`,
    ]);
  });

  it('prints a long path in a few lines, first and last among them', () => {
    const fixture = openReception({ reportCount: 40, recordsPerReportCount: 1 });
    for (let reportSeq = 0; reportSeq < 40; reportSeq += 1) fixture.send(reportSeq);
    const path = linesOf(fixture).filter((text) => text.trim().startsWith('index'));
    expect(path).toHaveLength(12);
    expect([path[0], path.at(-1)]).toEqual([expect.stringContaining('report 0,'), expect.stringContaining('report 39,')]);
  });

  it('says little of a robot that has not reported, and of an empty store', () => {
    const fixture = openReception();
    const lines = linesOf(fixture);
    expect(line(lines, 'operating')).toBeUndefined();
    expect(line(lines, 'verified')).toContain('nothing to verify');
    expect(linesOf({ store: openStore(':memory:', { mayCreate: true }) })).toContain('No agent is enrolled.');
  });
});

describe('hours', () => {
  it('are exact below ten, and truncated to one decimal above', () => {
    expect(formatHours(0)).toBe('0:00:00 h');
    expect(formatHours(3_723_999)).toBe('1:02:03 h');
    expect(formatHours(35_999_999)).toBe('9:59:59 h');
    expect(formatHours(36_000_000)).toBe('10.0 h');
    expect(formatHours(36_719_999)).toBe('10.1 h');
  });

  it('are never rounded up against the insured', () => {
    fc.assert(fc.property(fc.integer({ min: 36_000_000, max: 2 ** 45 }), (ms) => Number.parseFloat(formatHours(ms)) <= ms / 3_600_000));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VerdictNotes } from './verdict.ts';
import { type IncidentFile, verifyIncidents } from './verify-incidents.ts';

const line = (type: string, incidentId: string, sha256: string): string => JSON.stringify({ data: { incidentId, sha256 }, seq: 0, type });
const other = JSON.stringify({ data: {}, type: 'meter.tick' });
const file = (incidentId: string, sha256: string): IncidentFile => ({ incidentId, name: `incidents/${incidentId}.mcap`, sha256 });

function saidOf(ledgers: readonly (readonly string[])[], files: readonly IncidentFile[]): string[] {
  const notes = new VerdictNotes();
  const received = ledgers.map((lines, place) => ({
    name: `${place}.jsonl`,
    bytes: Buffer.from(lines.map((text) => `${text}\n`).join('')),
  }));
  verifyIncidents(received, files, notes);
  return notes.verdict([]).findings.map(({ severity, code, place }) => `${severity} ${code} @ ${place}`);
}

describe('the files of the black box', () => {
  it('are as the ledger says', () => {
    const lines = [other, line('incident.recorded', 'a', 'sha256:1'), other, line('incident.recorded', 'b', 'sha256:2')];
    expect(saidOf([lines], [file('a', 'sha256:1'), file('b', 'sha256:2')])).toEqual([]);
  });

  it('are a failure where one is another', () => {
    const lines = [line('incident.recorded', 'a', 'sha256:1')];
    expect(saidOf([lines], [file('a', 'sha256:9')])).toEqual(['failure incident.changed @ incidents/a.mcap']);
  });

  it('are a finding where one is absent, at the line that names it', () => {
    const lines = [other, other, line('incident.recorded', 'a', 'sha256:1'), line('incident.recorded', 'b', 'sha256:2')];
    expect(saidOf([lines], [file('a', 'sha256:1')])).toEqual(['finding incident.absent @ 0.jsonl line 4']);
    expect(saidOf([lines], [])).toEqual(['finding incident.absent @ 0.jsonl line 3', 'finding incident.absent @ 0.jsonl line 4']);
  });

  it.each(['incident.evicted', 'incident.missing'])('may be absent after %s', (type) => {
    expect(saidOf([[line('incident.recorded', 'a', 'sha256:1'), line(type, 'a', 'sha256:1')]], [])).toEqual([]);
  });

  it('are a finding where no record names one', () => {
    expect(saidOf([[other]], [file('a', 'sha256:1')])).toEqual(['finding incident.unrecorded @ incidents/a.mcap']);
  });

  it('may be recorded again in the next epoch, in a ledger of its own', () => {
    const again = [[line('incident.recorded', 'a', 'sha256:1')], [other, line('incident.recorded', 'a', 'sha256:1')]];
    expect(saidOf(again, [file('a', 'sha256:1')])).toEqual([]);
    expect(saidOf(again, [])).toEqual(['finding incident.absent @ 1.jsonl line 2']);
    expect(saidOf(again, [file('a', 'sha256:2')])).toEqual(['failure incident.changed @ incidents/a.mcap']);
  });

  it('say nothing without a ledger', () => {
    expect(saidOf([], [file('a', 'sha256:1')])).toEqual([]);
  });

  it('are never what a line that was changed makes of it: nothing throws', () => {
    const whole = Buffer.from(`${line('incident.recorded', 'a', 'sha256:1')}\n${line('incident.evicted', 'b', 'sha256:2')}\n`);
    const change = fc.record({ at: fc.nat({ max: whole.length - 1 }), to: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const { at, to } of changes) bytes[at] = to;
        const notes = new VerdictNotes();
        verifyIncidents([{ name: 'l', bytes }], [file('a', 'sha256:1')], notes);
        return notes.verdict([]).findings.every(({ code }) => code.startsWith('incident.'));
      }),
    );
  });
});

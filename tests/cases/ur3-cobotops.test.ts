import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplaySummary } from '../../agent/commands/replay-summary.ts';
import { isUnknown } from '../../agent/contract/unknown.ts';
import { runCli, sharedPath } from '../support/cli.ts';

/**
 * A real cobot's recording, whole. What the agent says is derived a second time here from the raw table by the shortest means,
 * sharing no code with it.
 */
const recording = sharedPath('data/ur3-cobotops/ur3-cobotops-session-1.csv');

interface Row {
  readonly atMs: number;
  readonly cells: readonly string[];
  readonly cell: (column: string) => string;
}

function rawRows(path: string): Row[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const columns = header.trimEnd().split(',');
  return lines.map((line) => {
    const cells = line.trimEnd().split(',');
    const cell = (column: string): string => cells[columns.indexOf(column)] ?? '';
    return { cells, cell, atMs: Date.parse(cell('Timestamp').replaceAll('"', '')) };
  });
}

/** One run of TRUE is one event; an empty cell continues the run. */
function runsOf(rows: readonly Row[], column: string): number {
  const known = rows.map((row) => row.cell(column)).filter((value) => value !== '');
  return known.filter((value, index) => value === 'TRUE' && known[index - 1] !== 'TRUE').length;
}

/** Operating time by decisions A7, millisecond by millisecond in spirit: hold 3 s, hang over 2 s, gaps count nowhere. */
function hoursOf(rows: readonly Row[]) {
  const limits = [Math.PI, Math.PI, Math.PI, 2 * Math.PI, 2 * Math.PI, 2 * Math.PI];
  let [powerOnMs, operatingMs, gapMs, hangUntilMs, knownUntilMs] = [0, 0, 0, 0, 0];
  let moving = false;
  rows.forEach((row, index) => {
    const speeds = limits.map((_, joint) => row.cell(`Speed_J${joint}`)).map((text) => (text === '' ? undefined : Math.abs(Number(text))));
    if (speeds.some((speed) => speed !== undefined)) {
      moving = speeds.some((speed, joint) => speed !== undefined && speed > Math.max(0.005, 0.005 * (limits[joint] ?? 0)));
      knownUntilMs = row.atMs + 3000;
    }
    const nextMs = rows[index + 1]?.atMs ?? row.atMs;
    const heldMs = Math.min(nextMs, row.atMs + 3000);
    powerOnMs += heldMs - row.atMs;
    gapMs += nextMs - heldMs;
    const motionEndMs = Math.min(heldMs, knownUntilMs);
    if (moving) hangUntilMs = Math.max(hangUntilMs, motionEndMs + 2000);
    operatingMs += Math.max(0, Math.min(motionEndMs, moving ? motionEndMs : hangUntilMs) - row.atMs);
  });
  return { powerOnMs, operatingMs, gapMs };
}

describe.skipIf(recording === undefined)('UR3 CobotOps (../shared/data)', () => {
  const rows = recording === undefined ? [] : rawRows(recording);
  let out = '';
  let summary = {} as ReplaySummary;

  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'ur3-'));
    const result = await runCli('replay', recording ?? '', '--out', out, '--json');
    expect(result.err).toBe('');
    summary = JSON.parse(result.out) as ReplaySummary;
  });
  afterAll(() => {
    rmSync(out, { recursive: true, force: true });
  });

  it('is read to the end', () => {
    expect(rows).toHaveLength(2869);
    expect(summary.intake).toMatchObject({ recording: { frameCount: 3 * rows.length, messageCount: 2 * rows.length } });
    expect(Date.parse(summary.period.to)).toBe(rows.at(-1)?.atMs);
  });

  it('has 21 protective stops and 34 grip losses, as the raw table has runs', () => {
    expect(summary.events.countByClass).toEqual({ gripLost: 34, protectiveStop: 21 });
    expect(runsOf(rows, 'Robot_ProtectiveStop')).toBe(21);
    expect(runsOf(rows, 'grip_lost')).toBe(34);
  });

  it('counts the 10 rows with missing values, and invents nothing for them', () => {
    const missing = rows.filter((row) => row.cells.some((text) => text === '')).length;
    expect(missing).toBe(10);
    expect(summary.intake).toMatchObject({ recording: { flaws: { 'replay/row-missing-values': { count: 10, discardedCount: 0 } } } });
  });

  it('meters hours by sample and hold (A7)', () => {
    const { powerOnMs, operatingMs, gapMs } = hoursOf(rows);
    expect(summary.exposure).toMatchObject({ powerOnMs, operatingMs, gapMs });
    expect(summary.gaps).toMatchObject({ gapCount: 2, durationMs: gapMs });
    expect(summary.exposure.operatingMsByE.reduce((sum, ms) => sum + ms, 0)).toBe(operatingMs);
  });

  it('has a grade that names what binds it', () => {
    expect(summary.environment.e).toBe(3);
    expect(summary.environment.text).toMatch(/^E3 in stage not declared \(binding: D/);
  });

  it('has an index whose drivers sum to it', () => {
    const { riskIndex, lnM, drivers } = summary.risk;
    if (isUnknown(riskIndex) || isUnknown(lnM)) throw new Error('the index is unknown');
    const sum = drivers.reduce((total, { ln }) => total + Math.round(ln * 1e6), 0) / 1e6;
    expect(sum).toBe(lnM);
    expect((100 * Math.exp(sum)) / (1 + Math.exp(sum))).toBeCloseTo(riskIndex, 5);
    expect(riskIndex).toBeGreaterThan(50);
  });

  it('is too short to be learned in full, says so, and leaves the index alone', () => {
    const learned = { phase: 'collect', status: 'learning', levels: ['L0'], isShortCommissioning: false, scoredCount: 0, backend: 'none' };
    expect(summary.anomaly).toMatchObject(learned);
    expect(Number(summary.anomaly.collectedMs)).toBeGreaterThan(1_000_000);
    expect(summary.risk.relativities).toMatchObject({ anomaly: { unknown: expect.any(String) } });
  });

  it('passes verification by a third party', async () => {
    const result = await runCli('verify', out, '--keys', join(out, 'keys.json'), '--json');
    expect(JSON.parse(result.out)).toMatchObject({ verdict: 'pass', findings: [] });
    expect(result.code).toBe(0);
  });

  it('explains itself, equal when recomputed', async () => {
    const result = await runCli('explain', out, '--json');
    expect(JSON.parse(result.out)).toMatchObject({ equal: true, referenceIndex: 50, actuarial: false });
    expect(result.code).toBe(0);
  });
});

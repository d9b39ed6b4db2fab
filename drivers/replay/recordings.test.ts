import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../agent/configuration/read-document.ts';
import type { Flag } from '../../agent/contract/message.ts';
import { type Profile, profileSchema } from '../../agent/contract/profile.ts';
import { monoMsOf } from '../../agent/contract/time.ts';
import { isKnown, type Knowable } from '../../agent/contract/unknown.ts';
import { countByCode, type RecordingSink } from '../../tests/support/recording-sink.ts';
import { openReplay, pourAll } from '../../tests/support/replay-fixture.ts';
import { matchDescription } from './match-description.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const recordings = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const absent = !existsSync(recordings);
const descriptions = readdirSync(`${root}config/recordings`)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => `${root}config/recordings/${name}`);

/** A recording matched by its header alone and replayed to its end. */
async function replayed(recording: string): Promise<{ sink: RecordingSink; descriptionName: string; parts: readonly string[] }> {
  const { description, path } = await matchDescription({ recording, descriptions, readDocument });
  const { value: profile } = await readDocument<Profile>(`${root}config/profiles/${description.profile}.yaml`, profileSchema);
  const source = await openReplay(recording, path, { profile });
  expect(source.layouts[0]?.component).toBe('joint');
  return { sink: await pourAll(source), descriptionName: description.name, parts: source.layouts[0]?.parts ?? [] };
}

/** Runs of true; what is unknown continues the run it stands in (decisions A7). */
function runCount(flags: readonly Knowable<boolean>[]): number {
  const known = flags.filter(isKnown);
  return known.filter((flag, flagIndex) => flag && known[flagIndex - 1] !== true).length;
}

function flagsOf(sink: RecordingSink, name: 'protectiveStop' | 'gripLost'): Flag[] {
  return sink.messages.flatMap((message) => {
    if (message.kind === 'safety' && name === 'protectiveStop') return message.protectiveStop === undefined ? [] : [message.protectiveStop];
    return message.kind === 'condition' && message.eventClass === name ? [message.active] : [];
  });
}

/** Values of one signal over all parts and frames, unknown ones left out. */
function knownValues(sink: RecordingSink, signal: string): number[] {
  return sink.frames.flatMap((frame) =>
    Object.entries(frame.cells).flatMap(([name, value]) => (name.startsWith(`${signal} `) && isKnown(value) ? [value] : [])),
  );
}

describe.skipIf(absent)('UR3 CobotOps (../shared/data/ur3-cobotops)', () => {
  const file = `${recordings}ur3-cobotops/ur3-cobotops-session-1.csv`;
  const raw = (): string[][] =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
  const wordRuns = (columnIndex: number): number =>
    runCount(
      raw()
        .map((fields) => fields[columnIndex])
        .filter((word) => word !== '')
        .map((word) => word === 'TRUE'),
    );

  it('replays every row, with the events and the gaps of the raw table', async () => {
    const { sink, descriptionName } = await replayed(file);
    const rows = raw();
    expect(descriptionName).toBe('ur3-cobotops');
    expect(sink.frames).toHaveLength(rows.length * 3);
    expect(rows).toHaveLength(2869);
    expect(runCount(flagsOf(sink, 'protectiveStop'))).toBe(wordRuns(22));
    expect(runCount(flagsOf(sink, 'gripLost'))).toBe(wordRuns(23));
    expect([wordRuns(22), wordRuns(23)]).toEqual([21, 34]);
    const emptyRows = rows.filter((fields) => fields.includes(''));
    expect(emptyRows).toHaveLength(10);
    expect(countByCode(sink.flaws)).toEqual({ 'replay/row-missing-values': emptyRows.length });
  });

  it('keeps every number as it stands in the table', async () => {
    const { sink } = await replayed(file);
    const joints = sink.frames.filter((frame) => frame.component === 'joint');
    for (const [rowIndex, fields] of raw().entries()) {
      const cells = joints[rowIndex]?.cells ?? {};
      const expected = (columnIndex: number): unknown =>
        fields[columnIndex] === '' ? { unknown: 'missing' } : Number(fields[columnIndex]);
      expect(cells['currentA shoulder_pan_joint']).toEqual(expected(2));
      expect(cells['motorTemperatureC shoulder_pan_joint']).toEqual(expected(3));
      expect(cells['velocityRadPerS wrist_3_joint']).toEqual(expected(19));
    }
    const cycles = sink.frames.filter((frame) => frame.component === 'usage').map((frame) => frame.cells['cycleTotalCount usage']);
    expect(cycles.at(-1)).toBe(105);
  });

  it('measures time by the stamps: 49 minutes with gaps of 9 s and 31 s', async () => {
    const { sink } = await replayed(file);
    const times = sink.frames.filter((frame) => frame.component === 'joint').map((frame) => monoMsOf(frame.time));
    const longest = times.map((ms, timeIndex) => ms - (times[timeIndex - 1] ?? ms)).sort((a, b) => b - a);
    expect(times.at(-1)).toBe(Date.UTC(2022, 9, 26, 9, 6, 19, 201) - Date.UTC(2022, 9, 26, 8, 17, 21, 847));
    expect(longest.slice(0, 2).map((ms) => Math.round(ms / 1000))).toEqual([31, 9]);
  });

  it('pours the same twice', async () => {
    const [one, two] = [await replayed(file), await replayed(file)];
    expect(one.sink.frames).toEqual(two.sink.frames);
    expect(one.sink.messages).toEqual(two.sink.messages);
  });
});

describe.skipIf(absent)('Poppy humanoid (../shared/data/poppy-humanoid)', () => {
  it('replays 610 instants of 25 joints, from degrees and percent into radians and ratios', async () => {
    const file = `${recordings}poppy-humanoid/poppy-walk-buffers.csv`;
    const { sink, descriptionName, parts } = await replayed(file);
    expect(descriptionName).toBe('poppy-humanoid');
    expect(parts).toHaveLength(25);
    expect(sink.flaws).toEqual([]);
    expect(sink.frames).toHaveLength(610);
    const [first] = sink.frames;
    expect(first?.cells['positionRad abs_y']).toBeCloseTo((18.51 * Math.PI) / 180, 12);
    expect(first?.cells['loadRatio abs_y']).toBeCloseTo(-0.078, 12);
    expect(first?.cells['voltageV abs_z']).toBe(11.4);
    expect(Math.max(...knownValues(sink, 'positionRad').map(Math.abs))).toBeCloseTo((78.55 * Math.PI) / 180, 9);
    expect(knownValues(sink, 'velocityRadPerS')).toHaveLength(610 * 25);
    expect(Math.round(monoMsOf(sink.frames.at(-1)?.time ?? expect.fail('no frames')))).toBe(42_603);
  });
});

describe.skipIf(absent)('ArmPi FPV (../shared/data/armpi-fpv)', () => {
  const sessions = (year: string): string[] =>
    absent ? [] : readdirSync(`${recordings}armpi-fpv/${year}`).map((name) => `${recordings}armpi-fpv/${year}/${name}`);
  const rowCount = (session: string): number => readFileSync(`${session}/data_motor_1.csv`, 'utf8').trimEnd().split('\n').length - 1;

  /** Lowest and highest value of a column over the six files, read without the driver. */
  const rawExtremes = (session: string, columnIndex: number): [number, number] => {
    const values = [1, 2, 3, 4, 5, 6].flatMap((motor) =>
      readFileSync(`${session}/data_motor_${motor}.csv`, 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => Number(line.split(',')[columnIndex])),
    );
    return [Math.min(...values), Math.max(...values)];
  };

  /** Glitches are handed on as they are: the gate is not the driver's. */
  const expectSameExtremes = (session: string, sink: RecordingSink): void => {
    const temperaturesC = knownValues(sink, 'motorTemperatureC');
    expect([Math.min(...temperaturesC), Math.max(...temperaturesC)]).toEqual(rawExtremes(session, 2));
    const voltagesV = knownValues(sink, 'voltageV');
    const [lowestMv, highestMv] = rawExtremes(session, 3);
    expect(Math.min(...voltagesV)).toBeCloseTo(lowestMv / 1000, 9);
    expect(Math.max(...voltagesV)).toBeCloseTo(highestMv / 1000, 9);
  };

  it('replays every session of 2024, the six files merged by time', async () => {
    for (const session of sessions('2024')) {
      const { sink, descriptionName, parts } = await replayed(session);
      expect(descriptionName).toBe('armpi-fpv-2024');
      expect(parts).toHaveLength(6);
      expect(sink.flaws).toEqual([]);
      expect(sink.frames).toHaveLength(rowCount(session));
      expectSameExtremes(session, sink);
    }
    expect(sessions('2024')).toHaveLength(22);
  });

  it('replays every experiment of 2023, merged by row: two files with spoilt stamps keep their readings', async () => {
    for (const session of sessions('2023-11-20')) {
      const { sink, descriptionName } = await replayed(session);
      expect(descriptionName).toBe('armpi-fpv-2023');
      expect(sink.frames).toHaveLength(rowCount(session));
      expect(knownValues(sink, 'voltageV')).toHaveLength(rowCount(session) * 6);
      expectSameExtremes(session, sink);
      expect(countByCode(sink.flaws)).toEqual(session.endsWith('task_fault') ? { 'replay/time-unreadable': 2 * rowCount(session) } : {});
    }
    expect(sessions('2023-11-20')).toHaveLength(10);
  });

  it('turns counts into radians and millivolts into volts', async () => {
    const { sink } = await replayed(`${recordings}armpi-fpv/2024/20240105_164214`);
    expect(sink.frames[0]?.cells['positionRad motor1']).toBeCloseTo(((86 - 500) * 0.24 * Math.PI) / 180, 12);
    expect(sink.frames[0]?.cells['voltageV motor6']).toBeCloseTo(7.361, 12);
  });
});

describe('the bundled synthetic recording', () => {
  it('replays with three protective stops, four lost grips, five rows with missing values and one hole of 12 s', async () => {
    const { sink, descriptionName } = await replayed(`${root}config/recordings/synthetic-cobot.csv`);
    expect(descriptionName).toBe('synthetic-cobot');
    expect(runCount(flagsOf(sink, 'protectiveStop'))).toBe(3);
    expect(runCount(flagsOf(sink, 'gripLost'))).toBe(4);
    expect(countByCode(sink.flaws)).toEqual({ 'replay/row-missing-values': 5 });
    const times = sink.frames.filter((frame) => frame.component === 'joint').map((frame) => monoMsOf(frame.time));
    const steps = times.map((ms, timeIndex) => ms - (times[timeIndex - 1] ?? ms));
    expect(steps.filter((ms) => ms > 3000).map((ms) => Math.round(ms / 1000))).toEqual([13]);
    expect(times.at(-1)).toBeGreaterThan(20 * 60_000);
  });

  it('says that it is synthetic', async () => {
    const text = readFileSync(`${root}config/recordings/synthetic-cobot.yaml`, 'utf8');
    expect(text).toContain('SYNTHETIC');
  });
});

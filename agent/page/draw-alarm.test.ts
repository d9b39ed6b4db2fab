import { describe, expect, it } from 'vitest';
import type { AlarmTrace, ShownAlarm } from '../contract/anomaly.ts';
import { alarmSvg, drawAlarm, drawAlarmTrace } from './draw-alarm.ts';

const trace: AlarmTrace = {
  channel: 'effort',
  unit: 'N.m',
  points: [
    [-20, 4, 4],
    [-10, 6, 8],
    [0, 5, 12],
  ],
};

const alarm: ShownAlarm = {
  ...{ alarmIndex: 3, joint: 'left_knee', score: 12.5, channel: 'friction', unit: 'N.m', expectedValue: 5, observedValue: 12 },
  levels: ['L0', 'L1'],
  votes: { L0: 0, L1: 12.5 },
  channels: { friction: 12.5 },
  similar: [{ alarmIndex: 1, wall: '2026-11-20T10:00:00.000Z', joint: 'left_knee', channel: 'friction', distanceScore: 0.4 }],
  trace,
  wall: '2026-11-22T09:26:38.123Z',
  textEn: 'Joint left_knee: lasting effort.',
  textZh: '关节left_knee：持续出力。',
};

const pointsOf = (markup: string, className: string): number[][] =>
  (new RegExp(`class="${className}" points="([^"]*)"`).exec(markup)?.[1] ?? '').split(' ').map((pair) => pair.split(',').map(Number));

describe('the plot of an alarm', () => {
  it('draws expected and observed on one scale, from the first second to the alarm', () => {
    const { markup } = drawAlarmTrace(trace);
    const [expected, observed] = [pointsOf(markup, 'expected'), pointsOf(markup, 'observed')];
    expect(expected.map(([x]) => x)).toEqual([52, 186, 320]);
    expect(observed.map(([x]) => x)).toEqual([52, 186, 320]);
    // 12 is the highest of both, 4 the lowest: top and floor of the plot.
    expect(observed.map(([, y]) => y)).toEqual([80, 43, 6]);
    expect(expected[0]).toEqual(observed[0]);
    expect(markup).toContain('>12 N·m<');
    expect(markup).toContain('>-20 s<');
  });

  it.each([
    ['a channel that stood still', [[-1, 2, 2] as const, [0, 2, 2] as const]],
    ['a single second', [[0, 1, 3] as const]],
    ['nothing', []],
  ])('of %s has no number that is none', (_, points) => {
    expect(drawAlarmTrace({ ...trace, points }).markup).not.toMatch(/NaN|Infinity/);
  });

  it('calls the degrees of a rise kelvin, and a share by no unit', () => {
    expect(drawAlarmTrace({ ...trace, unit: 'C' }).markup).toContain('>12 K<');
    expect(drawAlarmTrace({ ...trace, unit: 'ratio' }).markup).toContain('>12<');
  });
});

describe('the latest alarm', () => {
  it('says what spoke in both languages, when, and which alarms were like it', () => {
    const { markup } = drawAlarm(alarm);
    for (const text of [alarm.textEn, alarm.textZh, '2026-11-22 09:26:38 UTC', '1 (left_knee, 2026-11-20)', '<polyline'])
      expect(markup).toContain(text);
  });

  it('of which nothing was followed has no plot', () => {
    const { markup } = drawAlarm({ ...alarm, trace: null, similar: [] });
    expect(markup).not.toContain('<svg');
    expect(markup).not.toContain('Most alike');
  });

  it('escapes what a robot calls its joints', () => {
    expect(drawAlarm({ ...alarm, textEn: '<script>' }).markup).not.toContain('<script>');
    expect(alarmSvg({ ...alarm, joint: '<script>' }, 'en')).not.toContain('<script>');
  });
});

describe('the file of an alarm', () => {
  it.each([
    ['en', 'Alarm 3, left_knee'],
    ['zh', '报警 3, left_knee'],
  ] as const)('in %s is one whole picture', (language, title) => {
    const svg = alarmSvg(alarm, language) ?? '';
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    expect(svg).toContain(title);
    expect(svg.match(/<svg/g)).toHaveLength(svg.match(/<\/svg>/g)?.length ?? 0);
  });

  it('is not made where nothing was followed', () => {
    expect(alarmSvg({ ...alarm, trace: null }, 'en')).toBeUndefined();
  });
});

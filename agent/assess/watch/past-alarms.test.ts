import { describe, expect, it } from 'vitest';
import { type PastAlarm, rememberAlarm, similarAlarms } from './past-alarms.ts';

const alarm = (alarmIndex: number, joint: string, channels: Record<string, number>): PastAlarm => ({
  ...{ alarmIndex, joint, channels, channel: Object.keys(channels)[0] ?? '' },
  wall: `2026-01-0${(alarmIndex % 9) + 1}T00:00:00.000Z`,
});

describe('alarms before', () => {
  it('are given by likeness, the three nearest, nearest first', () => {
    const past = [
      alarm(1, 'knee', { friction: 12 }),
      alarm(2, 'knee', { temperatureRise: 12 }),
      alarm(3, 'knee', { friction: 11 }),
      alarm(4, 'hip', { friction: 12 }),
      alarm(5, 'knee', { friction: 4 }),
    ];
    const similar = similarAlarms(past, alarm(6, 'knee', { friction: 12 }));
    expect(similar.map(({ alarmIndex }) => alarmIndex)).toEqual([1, 3, 5]);
    expect(similar[0]).toMatchObject({ distanceScore: 0, joint: 'knee', channel: 'friction', wall: past[0]?.wall });
  });

  it('at another joint are further by one', () => {
    const [other] = similarAlarms([alarm(1, 'hip', { friction: 12 })], alarm(2, 'knee', { friction: 12 }));
    expect(other?.distanceScore).toBe(1);
  });

  it('as near as each other come latest first', () => {
    const past = [alarm(1, 'knee', { friction: 12 }), alarm(2, 'knee', { friction: 12 })];
    expect(similarAlarms(past, alarm(3, 'knee', { friction: 12 })).map(({ alarmIndex }) => alarmIndex)).toEqual([2, 1]);
  });

  it('are remembered up to a limit, the oldest go', () => {
    let past: readonly PastAlarm[] = [];
    for (let index = 1; index <= 40; index++) past = rememberAlarm(past, alarm(index, 'knee', { friction: index }));
    expect([past.length, past[0]?.alarmIndex, past.at(-1)?.alarmIndex]).toEqual([24, 17, 40]);
  });

  it('are none for the first one', () => {
    expect(similarAlarms([], alarm(1, 'knee', { friction: 12 }))).toEqual([]);
  });
});

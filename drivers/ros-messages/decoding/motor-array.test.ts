import { describe, expect, it } from 'vitest';
import { cellsOf, raisedFaults, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { type CodeTable, meaning } from './code-table.ts';
import type { TopicPlan } from './message-type.ts';
import { MotorArray, type MotorArrayOptions } from './motor-array.ts';

const topic = { topic: '/motors', type: 'a/B', rateHz: 10, onChange: false, optional: false, unverified: false, decode: {} };
const plan: TopicPlan = { sourceId: 'ros', profile: threeJoints, topic, periodMs: 10 };
const table: CodeTable = {
  codeSpace: 'maker.motor',
  version: 1,
  source: 'test',
  form: 'bits',
  component: 'joint',
  codes: { 0: meaning('overcurrent', 'overcurrent', 'error') },
};
const byPlace: MotorArrayOptions = {
  columns: [{ field: 'q', signal: 'positionRad' }],
  parts: ['left', 'middle', 'right'],
  placeIndexes: [0, 3, 1],
  fault: { field: 'state', at: 0, table },
};
const byId: MotorArrayOptions = { ...byPlace, placeIndexes: [51, 52, 53], idField: 'id', fault: { field: 'state', table } };

function decoded(options: MotorArrayOptions, ...messages: unknown[][]) {
  const motors = new MotorArray(plan, options);
  const out = recordingSink();
  messages.forEach((message, index) => {
    motors.decode(message, { time: timeAt(index * 10), out });
  });
  return out;
}

describe('an array of motors', () => {
  it('is joined by place; other slots are unused', () => {
    const out = decoded(byPlace, [{ q: 1 }, { q: 2 }, { q: 9 }, { q: 3 }, { q: 9 }]);
    expect(cellsOf(out)).toEqual({ 'joint positionRad left': 1, 'joint positionRad middle': 3, 'joint positionRad right': 2 });
    expect(out.flaws).toEqual([]);
  });

  it('that is too short, or holds something else, leaves cells missing', () => {
    expect(cellsOf(decoded(byPlace, [{ q: 1 }, null]))).toEqual({
      'joint positionRad left': 1,
      'joint positionRad middle': 'missing',
      'joint positionRad right': 'missing',
    });
  });

  it('keeps nothing of the message before', () => {
    const { frames } = decoded(byPlace, [{ q: 1 }, { q: 2 }], [{ q: 5 }]);
    expect(frames[1]?.cells).toMatchObject({ 'positionRad left': 5, 'positionRad right': { unknown: 'missing' } });
  });

  it('is joined by identifier in any order; one of no joint is counted once', () => {
    const entries = [
      { id: 53, q: 3 },
      { id: 99, q: 9 },
      { id: 51, q: 1 },
    ];
    const out = decoded(byId, entries, entries);
    expect(cellsOf(out)).toEqual({ 'joint positionRad left': 1, 'joint positionRad middle': 'missing', 'joint positionRad right': 3 });
    expect(out.flaws).toEqual([{ code: 'ros-messages/motor-not-in-profile', place: '/motors', text: '99', discarded: true }]);
  });

  it('counts a bounded number of identifiers, and reads a bounded number of entries', () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ id: 1000 + index, q: 1 }));
    const flaws = decoded(byId, many).flaws;
    expect(flaws.length).toBeGreaterThan(10);
    expect(flaws.length).toBeLessThanOrEqual(64);
    const late = [...Array.from({ length: 256 }, () => ({ id: 1000 })), { id: 51, q: 1 }];
    expect(cellsOf(decoded(byId, late))['joint positionRad left']).toBe('missing');
  });

  it('raises the faults of its words, by joint', () => {
    expect(raisedFaults(decoded(byPlace, [{ state: [1] }, { state: [0] }, { state: [1] }]).messages)).toEqual(['left maker.motor bit0']);
    expect(raisedFaults(decoded(byId, [{ id: 52, state: 1 }], [{ id: 52, state: 1 }]).messages)).toEqual(['middle maker.motor bit0']);
  });

  it('pours the same frame again and again: its buffers are reused', () => {
    const motors = new MotorArray(plan, byPlace);
    const message = Array.from({ length: 35 }, () => ({ q: 0.5, state: [0] }));
    const moment = { time: timeAt(0), out: { frame: () => true, message: () => true, flaw: () => true } };
    for (let warm = 0; warm < 2000; warm++) motors.decode(message, moment);
    const layouts = new Set<unknown>();
    const seen = new Set<unknown>();
    const out = {
      ...moment.out,
      frame: (frame: { layout: unknown }) => {
        layouts.add(frame.layout);
        seen.add(frame);
        return true;
      },
    };
    for (let index = 0; index < 1000; index++) motors.decode(message, { time: moment.time, out });
    expect([layouts.size, seen.size]).toEqual([1, 1]);
  });
});

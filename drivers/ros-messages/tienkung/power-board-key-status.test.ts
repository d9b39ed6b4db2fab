import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { cellsOf, expectNeverFooled, readFixture, shapesOf } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { powerBoardKeyStatus } from './power-board-key-status.ts';

const fixture = readFixture('tienkung', 'power-board-key-status');
const missing = unknown('missing');

function stopsOf(...messages: RosMessage[]): unknown[] {
  const { sink, decode } = bindType(powerBoardKeyStatus);
  messages.forEach((message, index) => {
    decode(message, index * 100);
  });
  return sink.messages.map((message) => (message.kind === 'safety' ? message.emergencyStop : message.kind));
}

describe.each(shapesOf(fixture))('the keys of the power board as %s', (_, message) => {
  it('say at first sight that no stop is pressed, and no hours while nobody knows what they count', () => {
    const { decoder, sink, decode } = bindType(powerBoardKeyStatus);
    decode(message);
    expect(sink.messages).toMatchObject([{ kind: 'safety', emergencyStop: false }]);
    expect([decoder.layouts, sink.frames]).toEqual([[], []]);
    expect(decoder.observable).toEqual(['emergencyStop']);
  });

  it('are the hours of the robot where somebody has seen them go on', () => {
    const { decoder, sink, decode } = bindType(powerBoardKeyStatus, { workTime: 'powerOnTotal' });
    decode(message);
    expect(decoder.layouts).toMatchObject([{ component: 'usage', parts: ['robot'], signals: ['powerOnTotalMs'] }]);
    expect(cellsOf(sink)).toEqual({ 'usage powerOnTotalMs robot': 7_384_000 });
  });
});

describe('the emergency stop', () => {
  const keys = (key: unknown, remote: unknown): RosMessage => ({ ...fixture, is_estop: key, is_remote_estop: remote });

  it.each([
    [{ data: true }, { data: false }, true],
    [{ data: false }, { data: true }, true],
    [{ data: false }, { data: false }, false],
    [true, { data: false }, true],
    [0, 0, false],
    [{ data: true }, undefined, true],
    [{ data: false }, undefined, missing],
    [{ data: 'yes' }, { data: false }, missing],
  ])('with key %j and remote %j is %j', (key, remote, stop) => {
    expect(stopsOf(keys(key, remote))).toEqual([stop]);
  });

  it('is said when it changes', () => {
    const [up, down] = [keys(false, false), keys(false, true)];
    expect(stopsOf(up, up, down, down, up)).toEqual([false, true, false]);
  });

  it('is never fooled', () => {
    expectNeverFooled(powerBoardKeyStatus, { message: fixture, decode: { workTime: 'powerOnTotal' } });
  });
});

import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { expectNeverFooled, readFixture, shapesOf } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import { fallDownState } from './fall-down-state.ts';

const fixture = readFixture('booster', 'fall-down-state');

/** What is said of states that come at their times. */
function said(...states: readonly (readonly [atMs: number, state: unknown])[]): unknown[] {
  const { sink, decode } = bindType(fallDownState);
  for (const [atMs, fall_down_state] of states) decode({ ...fixture, fall_down_state }, atMs);
  return sink.messages.map((message) => (message.kind === 'condition' ? message.active : message.kind));
}

describe.each(shapesOf(fixture))('FallDownState as %s', (_, message) => {
  it('says at first sight that there is no fall, which proves that it can tell', () => {
    const { decoder, sink, decode } = bindType(fallDownState);
    decode(message);
    expect(decoder.observable).toEqual(['fall']);
    expect(sink.messages).toMatchObject([{ kind: 'condition', eventClass: 'fall', active: false, sourceId: 'ros' }]);
  });
});

describe('a fall by the word of the robot', () => {
  it('is one from falling until it gets up', () => {
    expect(said([0, 0], [10, 0], [20, 1], [30, 1], [40, 2], [50, 2], [60, 3], [70, 0])).toEqual([false, true, false]);
  });

  it('is said again every ten seconds', () => {
    expect(said([0, 2], [5000, 2], [10_000, 2], [12_000, 2], [20_000, 2])).toEqual([true, true, true]);
  });

  it.each([[4], [-1], [null], ['fallen'], [1.5]])('in a state %j that is not listed is unknown', (state) => {
    expect(said([0, state])).toEqual([unknown('missing')]);
  });

  it('is said again after the clock was set back', () => {
    expect(said([50_000, 0], [100, 0])).toEqual([false, false]);
  });

  it('is never fooled', () => {
    expectNeverFooled(fallDownState, { message: fixture });
  });
});

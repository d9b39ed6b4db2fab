import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import { hgMainBoardState } from './hg-main-board-state.ts';

const fixture = readFixture('unitree', 'hg-main-board-state');

describe.each(shapesOf(fixture))('MainBoardState as %s', (_, message) => {
  it('is the temperatures of the board, cut where they are zero-filled', () => {
    const { decoder, sink, decode } = bindType(hgMainBoardState);
    decode(message);
    expect(decoder.observable).toEqual([]);
    expect(cellsOf(sink)).toEqual({
      'controller temperatureC board1': 44,
      'controller temperatureC board2': 46,
      'controller temperatureC board3': 51,
      'controller temperatureC board4': 'missing',
      'controller temperatureC board5': 'missing',
      'controller temperatureC board6': 'missing',
    });
  });
});

it('MainBoardState is never fooled', () => {
  expectNeverFooled(hgMainBoardState, { message: fixture });
});

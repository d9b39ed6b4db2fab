import { describe, expect, it } from 'vitest';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { recordingSink } from '../../tests/support/recording-sink.ts';
import { standingClock } from '../../tests/support/replay-fixture.ts';
import { readRegisterMap } from '../serial-protocols/modbus/read-register-map.ts';
import type { Reply } from './connection/request-desk.ts';
import { type Desk, DeviceReader } from './device-reader.ts';
import { mapShelf } from './formats/map-shelf.ts';

const jointNames = ['j1', 'j2', 'j3', 'j4', 'j5', 'j6'];
const calm = new AbortController().signal;

/** A reader of a UR arm, and a desk that answers each block as it is told. */
async function setUp(replyTo: (at: number, count: number) => Reply) {
  const { value: map } = await readRegisterMap('ur-modbus', readDocument, mapShelf);
  const asked: number[] = [];
  const desk: Desk = {
    ask: async ({ block }) => {
      asked.push(block.at);
      return replyTo(block.at, block.count);
    },
  };
  const reader = new DeviceReader({ sourceId: 'arm', unitId: 1, map, jointNames, pollMs: 1000, clock: standingClock() });
  return { asked, desk, reader, sink: recordingSink() };
}

const inOrder = [258, 260, 262, 266, 270, 280, 290, 300, 310, 450];
const zeros = (count: number): Reply => new Uint16Array(count);

describe('a round', () => {
  it('asks every block once and pours one frame per component', async () => {
    const { asked, desk, reader, sink } = await setUp((_, count) => zeros(count));
    await reader.poll(desk, sink, calm);
    expect(asked).toEqual(inOrder);
    expect(sink.frames.map(({ component }) => component)).toEqual(['joint', 'controller']);
  });

  it('goes on after a refusal', async () => {
    const { asked, desk, reader, sink } = await setUp((at, count) => (at === 270 ? 'refused' : zeros(count)));
    await reader.poll(desk, sink, calm);
    expect(asked).toEqual(inOrder);
    expect(sink.frames[0]?.cells).toMatchObject({ 'positionRad j1': { unknown: 'missing' }, 'currentA j1': 0 });
  });

  it('of a dead device costs one question', async () => {
    const { asked, desk, reader, sink } = await setUp(() => 'noAnswer');
    for (let round = 0; round < 3; round++) await reader.poll(desk, sink, calm);
    expect(asked).toEqual([258, 260, 262]);
    expect(sink.kinds).toEqual([]);
  });

  it('leaves a block that alone stays silent to the end, and reads all others', async () => {
    const { asked, desk, reader, sink } = await setUp((at, count) => (at === 266 ? 'noAnswer' : zeros(count)));
    await reader.poll(desk, sink, calm);
    asked.length = 0;
    for (let round = 0; round < 2; round++) await reader.poll(desk, sink, calm);
    const behind = [270, 280, 290, 300, 310, 450, 258, 260, 262, 266];
    expect(asked).toEqual([...behind, ...behind]);
    expect(sink.frames.filter(({ component }) => component === 'joint')).toHaveLength(2);
  });

  it('that the agent stops in says nothing', async () => {
    const stopped = new AbortController();
    const { desk, reader, sink } = await setUp((_, count) => {
      stopped.abort();
      return zeros(count);
    });
    await reader.poll(desk, sink, stopped.signal);
    expect(sink.kinds).toEqual([]);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { frameOf, velocityLayout } from '../../tests/support/telemetry.ts';
import { SourceBoard } from './source-board.ts';

const item = { kind: 'frame', frame: frameOf(velocityLayout, 0, [1, 1]) } as const;
let board: SourceBoard;

/** Ticks every second up to `toS`, with items in the seconds given. */
function run(fromS: number, toS: number, itemsAt: (second: number) => boolean) {
  const changes: string[] = [];
  for (let second = fromS; second <= toS; second++) {
    if (itemsAt(second)) board.onItem(item);
    changes.push(...board.tick(second * 1000).map(({ state }) => `${second}:${state}`));
  }
  return changes;
}

beforeEach(() => {
  board = new SourceBoard();
  board.add('arm', 'rosbridge', [velocityLayout]);
  board.onStatus('arm', 'running', 'started');
});

describe('source board', () => {
  it('calls a running source silent after its limit, and running again with the first item', () => {
    expect(run(1, 20, (second) => second < 5 || second > 15)).toEqual(['8:silent', '16:running']);
  });

  it('notices a source that is alive but never sent anything', () => {
    expect(run(1, 10, () => false)).toEqual(['5:silent']);
    expect(board.statuses({})[0]).toMatchObject({ state: 'silent', reason: 'nothing arrived for 9 s', frameCount: 0 });
  });

  it('does not call a source silent that is backing off or has ended', () => {
    board.onStatus('arm', 'backingOff', 'bridge gone');
    expect(run(1, 20, () => false)).toEqual([]);
    expect(board.statuses({})[0]).toMatchObject({ state: 'backingOff', reason: 'bridge gone', restartCount: 1 });
  });

  it('waits three periods of a slow source', () => {
    board.add('pack', 'serial', [{ ...velocityLayout, sourceId: 'pack', periodMs: 5000 }]);
    board.onStatus('pack', 'running', 'started');
    const changes: string[] = [];
    for (let second = 1; second <= 20; second++) changes.push(...board.tick(second * 1000).map(({ sourceId }) => `${second}:${sourceId}`));
    expect(changes).toEqual(['5:arm', '17:pack']);
  });

  it('calls a failure news once, however often and with whatever numbers it comes back, until data arrives', () => {
    const attempt = (second: number): boolean[] => [
      board.onStatus('arm', 'backingOff', `no answer for ${second} ms`),
      board.onStatus('arm', 'running', 'started'),
    ];
    expect(attempt(1)).toEqual([true, false]);
    for (let second = 2; second < 100; second++) expect(attempt(second)).toEqual([false, false]);
    expect(board.onStatus('arm', 'backingOff', 'port missing')).toBe(true);
    board.onStatus('arm', 'running', 'started');
    expect(run(100, 103, (second) => second > 101)).toEqual(['102:running']);
    expect(board.statuses({})[0]).toMatchObject({ state: 'running', reason: 'data again', restartCount: 100 });
    expect(attempt(104)[0]).toBe(true);
  });

  it('shows the last failure while the next attempt has brought nothing, and silence where an attempt holds', () => {
    board.onStatus('arm', 'backingOff', 'port missing');
    board.onStatus('arm', 'running', 'started');
    expect(run(1, 3, () => false)).toEqual([]);
    expect(board.statuses({})[0]).toMatchObject({ state: 'backingOff', reason: 'port missing' });
    expect(run(4, 8, () => false)).toEqual(['5:silent']);
    board.onStatus('arm', 'backingOff', 'port missing');
    board.onStatus('arm', 'running', 'started');
    expect(run(9, 20, () => false)).toEqual([]);
    expect(board.statuses({})[0]?.state).toBe('silent');
  });

  it('takes what arrived just before a failure for no recovery', () => {
    board.onItem(item);
    board.onStatus('arm', 'backingOff', 'port missing');
    expect(board.tick(1000)).toEqual([]);
    expect(board.statuses({})[0]).toMatchObject({ state: 'backingOff', reason: 'port missing' });
  });

  it('tells no more ways to fail than its limit', () => {
    const news = Array.from({ length: 50 }, (_, way) => board.onStatus('arm', 'backingOff', `way ${'x'.repeat(way)}`));
    expect(news.filter(Boolean)).toHaveLength(8);
  });

  it('calls an end news in any case', () => {
    board.onStatus('arm', 'backingOff', 'gone');
    expect([board.onStatus('arm', 'stopped', 'source ended'), board.onStatus('other', 'ended', '')]).toEqual([true, false]);
  });

  it('shows frames and flaws per source', () => {
    const flaws = { 'a/x': { count: 2, discardedCount: 0, places: [] }, 'a/y': { count: 3, discardedCount: 0, places: [] } };
    const counts = { arm: { frameCount: 9, messageCount: 0, cellOutOfRangeCount: 0, flaws } };
    expect(board.statuses(counts)).toEqual([
      { sourceId: 'arm', driver: 'rosbridge', state: 'running', reason: 'started', restartCount: 0, frameCount: 9, flawCount: 5 },
    ]);
  });

  it('ignores what it was not told to watch', () => {
    board.onStatus('other', 'running', '');
    board.onItem({ kind: 'flaw', sourceId: 'other', flaw: { code: 'a/x', place: '', text: '', discarded: true } });
    expect(board.statuses({})).toHaveLength(1);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monoMsOf } from '../../../../agent/contract/time.ts';
import { forwardJumpMsMax, TimeLine } from './time-line.ts';

const startMs = Date.UTC(2022, 9, 26);

/** Monotonic ms of every stamp, or the fault it was refused with. */
function replayStamps(stampsMs: readonly number[], startWallMs?: number): (number | string)[] {
  const line = new TimeLine('replay-1', startWallMs);
  return stampsMs.map((stampMs) => {
    const time = line.accept(stampMs);
    return typeof time === 'string' ? time : monoMsOf(time);
  });
}

describe('the clocks of a recording', () => {
  it('start at zero with the first row; the wall is the stamp', () => {
    const line = new TimeLine('replay-1', undefined);
    expect(line.accept(startMs + 847)).toEqual({
      wallMs: startMs + 847,
      monoNs: 0n,
      bootId: 'replay-1',
      boottimeMs: 0,
      syncState: 'unsynced',
    });
    expect(line.accept(startMs + 1852)).toMatchObject({ wallMs: startMs + 1852, monoNs: 1_005_000_000n, boottimeMs: 1005 });
  });

  it('keep fractions of a millisecond in the monotonic time only', () => {
    const line = new TimeLine('replay-1', undefined);
    line.accept(2.4);
    expect(line.accept(76.9)).toMatchObject({ wallMs: 76, monoNs: 74_500_000n, boottimeMs: 74 });
  });

  it('take the wall of the first row from the label when the stamps are elapsed time', () => {
    const line = new TimeLine('replay-1', startMs);
    expect(line.accept(76_522_025)).toMatchObject({ wallMs: startMs, monoNs: 0n });
    expect(line.accept(76_522_125)).toMatchObject({ wallMs: startMs + 100, boottimeMs: 100 });
  });

  it('allow equal stamps and refuse a step back, without moving', () => {
    expect(replayStamps([1000, 1000, 999, 3000, 2999, 3000])).toEqual([0, 0, 'replay/time-backwards', 2000, 'replay/time-backwards', 2000]);
  });

  it('do not follow one stamp that lies far ahead', () => {
    const far = startMs + 10 * forwardJumpMsMax;
    expect(replayStamps([startMs, far, startMs + 1000])).toEqual([0, 'replay/time-jump', 1000]);
  });

  it('follow a long pause once the next row confirms it', () => {
    const pause = forwardJumpMsMax + 5000;
    expect(replayStamps([0, pause, pause + 1000, pause + 2000])).toEqual([0, 'replay/time-jump', pause + 1000, pause + 2000]);
  });

  it('recover from a first row that lies far behind', () => {
    expect(replayStamps([0, startMs, startMs + 1000])).toEqual([0, 'replay/time-jump', startMs + 1000]);
  });

  it('never run backwards, whatever the stamps', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e14, noNaN: true })), (stampsMs) => {
        const accepted = replayStamps(stampsMs).filter((each) => typeof each === 'number');
        expect(accepted).toEqual([...accepted].sort((a, b) => a - b));
      }),
    );
  });
});

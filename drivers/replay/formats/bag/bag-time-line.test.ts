import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BagTimeLine, forwardJumpNsMax } from './bag-time-line.ts';

const startNs = 1_600_000_000_123_456_789n;

describe('the clocks of a recording of ROS', () => {
  it('label with the log time and measure from the first message, to the nanosecond', () => {
    const line = new BagTimeLine('replay-x');
    line.accept(startNs);
    expect(line.accept(startNs + 1_500_000_001n)).toEqual({
      wallMs: 1_600_000_001_623,
      monoNs: 1_500_000_001n,
      bootId: 'replay-x',
      boottimeMs: 1500,
      syncState: 'unsynced',
    });
  });

  it('allow equal times, and a recording whose clock began at zero', () => {
    const line = new BagTimeLine('b');
    expect(line.accept(0n)).toMatchObject({ wallMs: 0, monoNs: 0n });
    expect(line.accept(0n)).toMatchObject({ monoNs: 0n });
  });

  it('refuse a step back and a time before 1970', () => {
    const line = new BagTimeLine('b');
    expect(line.accept(-5n)).toBe('replay/time-backwards');
    line.accept(startNs);
    expect(line.accept(startNs - 1n)).toBe('replay/time-backwards');
    expect(line.accept(startNs)).toMatchObject({ monoNs: 0n });
  });

  it('believe a far jump when the next message confirms it', () => {
    const line = new BagTimeLine('b');
    line.accept(startNs);
    const farNs = startNs + forwardJumpNsMax + 1n;
    expect(line.accept(farNs)).toBe('replay/time-jump');
    expect(line.accept(farNs + 1n)).toMatchObject({ monoNs: forwardJumpNsMax + 2n });
  });

  it('do not let one corrupt time void those after it', () => {
    const line = new BagTimeLine('b');
    line.accept(startNs);
    expect(line.accept(startNs * 3n)).toBe('replay/time-jump');
    expect(line.accept(startNs + 5n)).toMatchObject({ monoNs: 5n });
  });

  it('do not begin with a message far before the next one', () => {
    const line = new BagTimeLine('b');
    expect(line.accept(7n, startNs)).toBe('replay/time-jump');
    expect(line.accept(startNs, startNs + 1n)).toMatchObject({ monoNs: 0n });
  });

  it('never run backwards, whatever the times are', () => {
    const times = fc.array(fc.bigInt({ min: -10n, max: 1n << 63n }), { maxLength: 50 });
    fc.assert(
      fc.property(times, (given) => {
        const line = new BagTimeLine('b');
        const accepted = given.map((ns) => line.accept(ns)).filter((time) => typeof time !== 'string');
        accepted.forEach((time, index) => {
          expect(time.monoNs >= (accepted[index - 1]?.monoNs ?? 0n)).toBe(true);
        });
      }),
    );
  });
});

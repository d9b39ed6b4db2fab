import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import { Wakeup } from './wakeup.ts';

async function isOver(clock: VirtualClock, sleep: Promise<void>): Promise<boolean> {
  let over = false;
  void sleep.then(() => {
    over = true;
  });
  await clock.settle();
  return over;
}

describe('a sleep that can be ended', () => {
  it('lasts its time when nobody wakes it', async () => {
    const clock = new VirtualClock();
    const sleep = new Wakeup().sleep(clock, 1_000);
    await clock.advance(999);
    expect(await isOver(clock, sleep)).toBe(false);
    await clock.advance(1);
    expect(await isOver(clock, sleep)).toBe(true);
  });

  it('ends at once when woken, and the next one sleeps again', async () => {
    const clock = new VirtualClock();
    const wakeup = new Wakeup();
    const first = wakeup.sleep(clock, 1_000);
    wakeup.wake();
    expect(await isOver(clock, first)).toBe(true);
    expect(await isOver(clock, wakeup.sleep(clock, 1_000))).toBe(false);
  });

  it('does not miss a call between two sleeps, and counts several as one', async () => {
    const clock = new VirtualClock();
    const wakeup = new Wakeup();
    wakeup.wake();
    wakeup.wake();
    expect(await isOver(clock, wakeup.sleep(clock, 1_000))).toBe(true);
    expect(await isOver(clock, wakeup.sleep(clock, 1_000))).toBe(false);
  });
});

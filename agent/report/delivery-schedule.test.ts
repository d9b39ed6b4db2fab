import { describe, expect, it } from 'vitest';
import { deliverAll, scheduleOf, sendAll } from '../../tests/support/delivery-course.ts';
import { requestedReportsMax } from './delivery-schedule.ts';

describe('the schedule of deliveries', () => {
  it('sends the oldest first, and no more at once than the window takes', () => {
    const schedule = scheduleOf([4, 2, 3, 1]);
    expect(sendAll(schedule, 0)).toEqual([1, 2, 3]);
    expect(schedule.inFlightCount).toBe(3);
    schedule.acknowledged(2);
    expect(sendAll(schedule, 0)).toEqual([4]);
  });

  it('keeps to what the broker of this connection takes at once', () => {
    const schedule = scheduleOf([1, 2, 3]);
    schedule.connected(0, 2);
    expect(sendAll(schedule, 0)).toEqual([1, 2]);
  });

  it('sends again what has no receipt, later each time, up to the limit', () => {
    const schedule = scheduleOf([7]);
    const waitsMs: number[] = [];
    let nowMs = 0;
    for (let round = 0; round < 6; round++) {
      expect(deliverAll(schedule, nowMs)).toEqual([7]);
      waitsMs.push(schedule.quietMs(nowMs));
      nowMs += schedule.quietMs(nowMs);
    }
    expect(waitsMs).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    expect(schedule.unansweredCount).toBe(6);
  });

  it('waits at least half of that whatever the draw', () => {
    const schedule = scheduleOf([7], 0);
    deliverAll(schedule, 0);
    expect(schedule.quietMs(0)).toBe(500);
  });

  it('forgets what the outbox no longer lists, and only that', () => {
    const schedule = scheduleOf([1, 2]);
    deliverAll(schedule, 0);
    schedule.sync([2], 0);
    expect(deliverAll(schedule, 10_000)).toEqual([2]);
    schedule.sync([], 10_000);
    expect(schedule.quietMs(10_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('counts a receipted report as in flight until the broker answered', () => {
    const schedule = scheduleOf([1]);
    sendAll(schedule, 0);
    schedule.sync([], 0);
    expect(schedule.inFlightCount).toBe(1);
    schedule.acknowledged(1);
    expect(schedule.inFlightCount).toBe(0);
    expect(schedule.next(1e9)).toBeUndefined();
  });

  it('notices an acknowledgement that is overdue', () => {
    const schedule = scheduleOf([1]);
    sendAll(schedule, 100);
    expect(schedule.quietMs(100)).toBe(500);
    expect([schedule.isOverdue(599), schedule.isOverdue(600)]).toEqual([false, true]);
  });

  it('tells the first send of a report from the later ones', () => {
    const schedule = scheduleOf([1]);
    expect(schedule.sent(1, 0)).toBe(true);
    schedule.acknowledged(1);
    expect(schedule.sent(1, 5_000)).toBe(false);
  });
});

describe('after a refusal', () => {
  it('of one message the others pass it, and it is tried again later', () => {
    const schedule = scheduleOf([1, 2, 3]);
    sendAll(schedule, 0);
    schedule.refused(1, 'message', 0);
    schedule.acknowledged(2);
    schedule.acknowledged(3);
    schedule.sync([1, 2, 3, 4], 0);
    expect(deliverAll(schedule, 0)).toEqual([4]);
    expect(deliverAll(schedule, 1_000)).toContain(1);
  });

  it('of the topic all wait, longer each time, until one is taken', () => {
    const schedule = scheduleOf([1, 2]);
    let nowMs = 0;
    const waitsMs = [1, 2, 1].map((reportSeq) => {
      expect(schedule.next(nowMs)).toBe(reportSeq);
      schedule.sent(reportSeq, nowMs);
      schedule.refused(reportSeq, 'topic', nowMs);
      const waitMs = schedule.quietMs(nowMs);
      expect(schedule.next(nowMs + waitMs - 1)).toBeUndefined();
      nowMs += waitMs;
      if (reportSeq === 1) schedule.sync([1, 2], nowMs);
      return waitMs;
    });
    expect(waitsMs).toEqual([1_000, 2_000, 4_000]);
  });

  it('the outbox is asked for as many more, so that refused reports never fill the view', () => {
    const schedule = scheduleOf([1, 2, 3]);
    expect(schedule.wantedCount).toBe(5);
    sendAll(schedule, 0);
    for (const reportSeq of [1, 2]) schedule.refused(reportSeq, 'message', 0);
    expect(schedule.wantedCount).toBe(7);
  });
});

describe('after a connection that broke', () => {
  it('what was in flight is sent again at once, one at a time, and the window opens with every acknowledgement', () => {
    const schedule = scheduleOf([1, 2, 3, 4, 5]);
    sendAll(schedule, 0);
    schedule.lost(10);
    schedule.connected(10, 8);
    expect(sendAll(schedule, 10)).toEqual([1]);
    schedule.acknowledged(1);
    expect(sendAll(schedule, 10)).toEqual([2, 3]);
    schedule.acknowledged(2);
    schedule.acknowledged(3);
    expect(sendAll(schedule, 10)).toEqual([4, 5]);
  });

  it('a report that breaks it alone twice lets the others pass', () => {
    const schedule = scheduleOf([1, 2, 3]);
    sendAll(schedule, 0);
    for (const nowMs of [1, 2, 3]) {
      schedule.lost(nowMs);
      schedule.connected(nowMs, 8);
      if (nowMs < 3) expect(sendAll(schedule, nowMs)).toEqual([1]);
    }
    expect(deliverAll(schedule, 3)).toEqual([2, 3]);
    expect(deliverAll(schedule, 1_003)).toContain(1);
  });

  it('what the broker had acknowledged is sent again soon: it may have died with the broker', () => {
    const schedule = scheduleOf([1]);
    for (const nowMs of [0, 1_000, 3_000]) deliverAll(schedule, nowMs);
    expect(schedule.quietMs(3_000)).toBe(4_000);
    schedule.connected(3_100, 8);
    expect(schedule.quietMs(3_100)).toBe(1_000);
  });
});

describe('a request of the receiver', () => {
  it('sends a report again although it has its receipt, once', () => {
    const schedule = scheduleOf([]);
    expect(schedule.request(3, 0)).toBe(true);
    schedule.sync([], 0);
    expect(deliverAll(schedule, 0)).toEqual([3]);
    expect(deliverAll(schedule, 1e9)).toEqual([]);
  });

  it('brings forward what waits for its next turn', () => {
    const schedule = scheduleOf([1]);
    deliverAll(schedule, 0);
    schedule.request(1, 10);
    expect(deliverAll(schedule, 10)).toEqual([1]);
  });

  it('does not bring forward what the broker refuses', () => {
    const schedule = scheduleOf([1]);
    sendAll(schedule, 0);
    schedule.refused(1, 'message', 0);
    schedule.request(1, 10);
    expect(sendAll(schedule, 10)).toEqual([]);
  });

  it('is refused when too many are open', () => {
    const schedule = scheduleOf([]);
    const taken = Array.from({ length: requestedReportsMax + 1 }, (_, reportSeq) => schedule.request(reportSeq, 0));
    expect(taken.filter(Boolean)).toHaveLength(requestedReportsMax);
    schedule.forget(0);
    expect(schedule.request(0, 0)).toBe(true);
  });
});

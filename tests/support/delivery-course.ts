import { type DeliveryLimits, DeliverySchedule } from '../../agent/report/delivery-schedule.ts';

export const courseLimits: DeliveryLimits = {
  inFlightCountMax: 3,
  awaitingCountMax: 5,
  resendAfterMs: 1_000,
  resendAfterMsMax: 8_000,
  pubackTimeoutMs: 500,
};

/** A schedule that holds these reports; every draw of chance is the same. */
export function scheduleOf(reportSeqs: readonly number[], draw = 1): DeliverySchedule {
  const schedule = new DeliverySchedule(courseLimits, () => draw);
  schedule.sync(reportSeqs, 0);
  return schedule;
}

/** Sends everything the schedule gives at this moment. */
export function sendAll(schedule: DeliverySchedule, nowMs: number): number[] {
  const sent: number[] = [];
  for (let next = schedule.next(nowMs); next !== undefined; next = schedule.next(nowMs)) {
    schedule.sent(next, nowMs);
    sent.push(next);
  }
  return sent;
}

/** Sends and acknowledges until nothing is due. */
export function deliverAll(schedule: DeliverySchedule, nowMs: number): number[] {
  const sent: number[] = [];
  for (let batch = sendAll(schedule, nowMs); batch.length > 0; batch = sendAll(schedule, nowMs)) {
    for (const reportSeq of batch) schedule.acknowledged(reportSeq);
    sent.push(...batch);
  }
  return sent;
}

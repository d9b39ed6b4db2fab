const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Mean time between two faults of a kind, and how long a passing one lasts. */
export const courseMs = {
  hostOn: 9 * hourMs,
  hostOff: [10 * secondMs, 14 * hourMs],
  robotOn: 5 * hourMs,
  robotOff: [minuteMs, 5 * hourMs],
  moving: 9 * minuteMs,
  still: 7 * minuteMs,
  drivesOn: 3 * hourMs,
  drivesOff: 8 * minuteMs,
  kill: 9 * hourMs,
  restart: 25 * hourMs,
  suspend: 18 * hourMs,
  wallStep: 22 * hourMs,
  silence: 7 * hourMs,
  grade: 6 * hourMs,
  swap: 14 * hourMs,
  service: 160 * hourMs,
  counters: 10 * minuteMs,
} as const;

import { factsOf, numberOf } from './kept-records.ts';
import type { LifeBefore } from './life-journal.ts';
import type { MeteringWorld } from './metering-world.ts';

/** What may have run unmetered without being stated: this, or that share of what the counter rose by (risk model §2.2, M-7). */
const toleranceMs = 300_000;
const toleranceRatio = 0.02;
/** What cannot be found even by a counter that shows whole minutes, from readings that are a minute apart. */
const clearlyOffMs = 180_000;
/** From a host's start to the agent's own this much is booting (decisions B4). */
const bootAllowanceMs = 300_000;
const lossBoundMs = 60_000;

/** What was imputed for times without an agent, against what the robot really did in them. */
export function auditAbsence(world: MeteringWorld): void {
  const { memory, journal, violations } = world;
  const betweens = factsOf(memory.entries, 'usage.between');
  const within = factsOf(memory.entries, 'meter.unmeteredRun').filter(({ where }) => where === 'withinRun');
  const saidMs = sum(betweens.map((facts) => numberOf(facts, 'imputedMs'))) + sum(within.map((facts) => numberOf(facts, 'unmeteredMs')));
  const { unmeteredMs } = journal.counters;
  violations.check('imputedIsSaid', saidMs === unmeteredMs, () => `${unmeteredMs} ms imputed, records say ${saidMs}`);
  const inTime = betweens.filter(({ isLate }) => isLate !== true);
  const judged = journal.lives.filter(({ before }) => before !== undefined);
  const isWhole = inTime.length === judged.length;
  violations.check('startsAreSaid', isWhole, () => `${inTime.length} of ${judged.length} times between two runs are judged`);
  if (isWhole)
    for (const [index, { before }] of judged.entries()) if (before !== undefined) auditBetween(world, before, inTime[index] ?? {});
  auditFound(world);
}

function auditBetween({ violations }: MeteringWorld, before: LifeBefore, facts: Readonly<Record<string, unknown>>): void {
  const imputedMs = Number(facts.imputedMs);
  const name = String(facts.class);
  const place = `between runs ${JSON.stringify(before)}, said ${JSON.stringify(facts)}`;
  if (name === 'offConsistent' || name === 'doubtful') violations.check('offIsFree', imputedMs === 0, () => place);
  violations.check('offIsFree', !wasOff(before) || name === 'offConsistent' || name === 'doubtful', () => place);
}

/** Nothing can contradict that it was off: the host was too, at every boot we were there, and the robot ran for no more than is let pass. */
const wasOff = ({ sameBoot, missedBootCount, hostUpMs, robotOnMs, unreadMs }: LifeBefore): boolean =>
  !sameBoot && missedBootCount === 0 && hostUpMs <= bootAllowanceMs && robotOnMs + unreadMs <= clearlyOffMs;

/** Where a strong counter of power-on hours was there from first to last: what it saw beyond our own account is imputed, and no more. */
function auditFound(world: MeteringWorld): void {
  const { plan, journal, violations, memory, books } = world;
  const meter = plan.counters.find(({ parts }) => parts.counter === 'powerOnMs');
  if (meter === undefined || meter.serialNumber === null || !meter.isUnbroken) return;
  const { stepSize = 1 } = meter.parts;
  const { lives, counters } = journal;
  const trueMs = sum(lives.map(({ before }) => before?.robotOnMs ?? 0)) + books.powerOn.asleepMs;
  const starts = lives.length;
  // Over a boot nothing tells the time but the wall clock: set back, it hides so much of the absence, which is doubted on record.
  const doubtedMs = sum(
    lives.map(({ before }) => (before === undefined ? 0 : Math.min(before.clockBackMs, before.robotOnMs + before.unreadMs))),
  );
  // What was assumed before the counter could be heard stays.
  const assumedMs = sum(
    factsOf(memory.entries, 'usage.between').map((facts) => (facts.imputedBy === 'duty' ? numberOf(facts, 'imputedMs') : 0)),
  );
  const findings = factsOf(memory.entries, 'meter.unmeteredRun').length;
  const mostMs = trueMs + assumedMs + findings * (stepSize + lossBoundMs);
  violations.check('absenceIsFound', counters.unmeteredMs <= mostMs, () => `${counters.unmeteredMs} ms imputed, ${trueMs} ran unmetered`);
  // On a gateway the silence of a robot that is off accounts for as much of its running without us, which is stated as a gap instead.
  const hiddenMs = plan.isGateway ? counters.gapMs - books.powerOn.unseenMs + starts * lossBoundMs : 0;
  const leastMs = trueMs - Math.max(toleranceMs, toleranceRatio * books.powerOn.trueMs) - stepSize - hiddenMs - doubtedMs;
  violations.check('absenceIsFound', counters.unmeteredMs >= leastMs, () => `${counters.unmeteredMs} ms imputed, ${trueMs} ran unmetered`);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

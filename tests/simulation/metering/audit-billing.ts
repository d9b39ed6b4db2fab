import { billedMsOf, type HourBook } from './hour-books.ts';
import type { MeteringWorld } from './metering-world.ts';
import { holdMsOf } from './robot-plan.ts';

/** What a cut of power may cost, ms (decisions B2). */
const lossBoundMs = 60_000;
/** A sleep that is not longer is not told (decisions B1). */
const suspendMsMin = 2000;

/** Durable sums against the books of the true world. */
export function auditBilling(world: MeteringWorld): void {
  const { books, journal, violations } = world;
  const { powerOnMs, operatingMs } = journal.counters;
  for (const [name, book, billedMs] of [
    ['powerOn', books.powerOn, powerOnMs],
    ['operating', books.operating, operatingMs],
  ] as const) {
    violations.check('hoursAreExact', billedMs === billedMsOf(book), () => `${name} ${billedMs}, books ${billedMsOf(book)}`);
    auditHeld(world, name, book);
    auditMissing(world, name, book);
  }
}

/** A robot that goes dark, or stops moving, where nobody sees it is counted on while its last reading holds (decisions A7); an onboard one cannot. */
function auditHeld({ plan, trace, violations }: MeteringWorld, name: 'powerOn' | 'operating', { heldMs }: HourBook): void {
  const { silence = 0, 'robot.off': offs = 0 } = trace.countByKind;
  const unseen = name === 'operating' ? silence + offs : offs;
  violations.check('neverAbove', heldMs <= unseen * holdMsOf(plan), () => `${name} ${heldMs} ms above, ${unseen} times unseen`);
}

function auditMissing({ journal, violations }: MeteringWorld, name: string, book: HourBook): void {
  const { lives, counters } = journal;
  const cuts = lives.filter(({ end }) => end !== 'stopped').length;
  const sleptMs = lives.reduce((sum, { clocks }) => sum + clocks.sleptMs + suspendMsMin, 0);
  const say = (what: string, ms: number, mostMs: number): void =>
    violations.check('belowByTheBound', ms <= mostMs, () => `${name}: ${ms} ms ${what}, at most ${mostMs}`);
  say('lost by kills', book.lostMs, cuts * lossBoundMs);
  say('asleep', book.asleepMs, sleptMs);
  // Silence that was not durable when the power went is no gap on record: it is within the same bound.
  say('silent', book.unseenMs, counters.gapMs + cuts * lossBoundMs);
}

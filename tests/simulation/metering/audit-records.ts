import type { LedgerEntry } from '../../../agent/contract/record.ts';
import { byLife, type Facts, factsOf, numberOf } from './kept-records.ts';
import type { Life } from './life-journal.ts';
import type { MeteringWorld } from './metering-world.ts';

/** Every difference between the true world and the meter has its record, of its size; and no record says what was not so. */
export function auditRecords(world: MeteringWorld): void {
  const { memory, journal, violations } = world;
  const segments = byLife(memory.entries);
  const { lives } = journal;
  violations.check('startsAreSaid', segments.length === lives.length, () => `${segments.length} of ${lives.length} starts`);
  lives.forEach((life, index) => {
    const segment = segments[index] ?? [];
    const place = `life ${index} (${life.start.bootId})`;
    auditStart(world, { life, segment, place });
    const boots = factsOf(life.end === 'stopped' ? segment : (segments[index + 1] ?? []), 'meter.boot');
    const boot = boots.find((facts) => facts.end === (life.end === 'stopped' ? 'stopped' : 'cut'));
    if (life.end === 'stopped' || index + 1 < lives.length) auditBoot(world, { life, boot, place });
    auditSpans(world, { life, segment, place });
  });
  auditParts(world);
}

interface LifeRecords {
  readonly life: Life;
  readonly segment: readonly LedgerEntry[];
  readonly place: string;
}

function auditStart({ violations }: MeteringWorld, { life, segment, place }: LifeRecords): void {
  const resumed = factsOf(segment, 'meter.resumed');
  const { before } = life;
  const [facts] = resumed;
  violations.check('startsAreSaid', resumed.length === (before === undefined ? 0 : 1), () => `${place}: ${resumed.length} resumptions`);
  if (before === undefined || facts === undefined) return;
  violations.check('startsAreSaid', facts.end === before.end, () => `${place}: said ${facts.end}, was ${before.end}`);
  const boundMs = numberOf(facts, 'lossBoundMs');
  violations.check('belowByTheBound', before.lostMs <= boundMs, () => `${place}: ${before.lostMs} ms lost, ${boundMs} stated`);
  const isTold = !before.sameBoot || facts.downMs === before.awayMs;
  violations.check('startsAreSaid', isTold, () => `${place}: down ${JSON.stringify(facts.downMs)}, was ${before.awayMs}`);
}

function auditBoot(world: MeteringWorld, { life, boot, place }: { life: Life; boot: Facts | undefined; place: string }): void {
  const { violations, plan } = world;
  violations.check('startsAreSaid', boot !== undefined, () => `${place}: no sums of it on record`);
  if (boot === undefined) return;
  const { hours, meteredMs, sleptMs } = life.durable;
  const { powerOnMs, readyMs, operatingMs, collaborativeMs } = hours;
  const expected = {
    elapsedMs: meteredMs + sleptMs,
    suspendedMs: plan.isGateway ? 0 : sleptMs,
    silentMs: meteredMs - powerOnMs + (plan.isGateway ? sleptMs : 0),
    poweredOnlyMs: powerOnMs - readyMs,
    readyOnlyMs: readyMs - operatingMs,
    operatingAloneMs: operatingMs - collaborativeMs,
    collaborativeMs,
  };
  const wrong = Object.entries(expected).filter(([name, ms]) => boot[name] !== ms);
  violations.check('statesAddUp', wrong.length === 0, () => `${place}: ${wrong.map(([name, ms]) => `${name} ${boot[name]}, was ${ms}`)}`);
  const { elapsedMs, ...states } = expected;
  const sumMs = Object.keys(states).reduce((sum, name) => sum + numberOf(boot, name), 0);
  violations.check('statesAddUp', sumMs === numberOf(boot, 'elapsedMs'), () => `${place}: ${sumMs} of ${elapsedMs} ms`);
}

function auditSpans({ violations }: MeteringWorld, { life, segment, place }: LifeRecords): void {
  const { gaps, clocks } = life;
  const said = (type: string, name: string): number[] => factsOf(segment, type).map((facts) => numberOf(facts, name));
  const equal = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();
  const silences = said('usage.gap', 'durationMs');
  violations.check('silencesAreSaid', equal(silences, gaps), () => `${place}: said ${silences}, were ${gaps}`);
  const sleeps = said('meter.suspended', 'suspendedMs');
  violations.check('sleepsAreSaid', equal(sleeps, clocks.sleeps), () => `${place}: said ${sleeps}, were ${clocks.sleeps}`);
  const steps = said('clock.step', 'stepMs');
  violations.check('clockStepsAreSaid', equal(steps, clocks.steps), () => `${place}: said ${steps}, were ${clocks.steps}`);
  const synchronisedCount = factsOf(segment, 'clock.synchronised').length;
  const isTold = synchronisedCount === clocks.synchronisedCount;
  violations.check('clockStepsAreSaid', isTold, () => `${place}: synchronised ${synchronisedCount} times, was ${clocks.synchronisedCount}`);
}

/** What is said of each place is a chain from part to part, up to the one that sits there now. */
function auditParts({ memory, plan, violations }: MeteringWorld): void {
  const replaced = factsOf(memory.entries, 'component.replaced');
  for (const component of new Set(plan.counters.map(({ parts }) => parts.component))) {
    const chain = replaced.filter((facts) => facts.component === component);
    const counter = plan.counters.find(({ parts }) => parts.component === component);
    const isLinked = chain.every((facts, index) => index === 0 || facts.before === chain[index - 1]?.now);
    const isComplete = (chain.at(-1)?.now ?? counter?.firstSerialNumber) === counter?.serialNumber;
    violations.check('partsAreSaid', isLinked && isComplete, () => `${component}: ${JSON.stringify(chain)}, now ${counter?.serialNumber}`);
  }
  const whole = plan.counters.filter(({ isUnbroken }) => isUnbroken).map(({ parts }) => `${parts.component}/${parts.counter}`);
  const reset = factsOf(memory.entries, 'witness.reset').filter((facts) => whole.includes(`${facts.component}/${facts.counter}`));
  violations.check('partsAreSaid', reset.length === 0, () => `reset though it was not: ${JSON.stringify(reset)}`);
}

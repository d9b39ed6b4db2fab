import { type MeteringInvariant, type MeteringViolation, meteringInvariants } from './metering-invariants.ts';
import type { BilledHours, MeteringOutcome } from './simulate-metering.ts';

const hourMs = 3_600_000;

/** Of one sort of hours, all robots together, hours; what was not billed is said by its cause. */
export interface SortOfHours {
  readonly trueHours: number;
  readonly billedHours: number;
  readonly awayHours: number;
  readonly asleepHours: number;
  readonly silentHours: number;
  readonly lostHours: number;
  readonly heldHours: number;
}

/** One robot that stands out. */
export interface WorstRobot {
  readonly seed: number;
  readonly ms: number;
  /** Of its true hours, 0…1. */
  readonly shareRatio: number;
}

/** What all robots together came to; the JSON of `--json`. */
export interface MeteringSummary {
  readonly seeds: string;
  readonly robotCount: number;
  readonly virtualHours: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly faultCount: number;
  readonly killCount: number;
  readonly commitCount: number;
  readonly recordCount: number;
  readonly powerOn: SortOfHours;
  readonly operating: SortOfHours;
  /** Said separately, never billed as observed. */
  readonly imputedHours: number;
  /** Counted above the true hours while a last reading held, and true hours that no hours and no cause but a kill explain. */
  readonly worstAbove: WorstRobot;
  readonly worstLost: WorstRobot;
  readonly worstBelow: WorstRobot;
  readonly violationCount: number;
  readonly failing: readonly { readonly seed: number; readonly violations: readonly MeteringViolation[] }[];
  readonly cpuS: number;
  readonly wallS: number;
}

export interface Spent {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Adds up the outcomes. */
export function summariseMetering(outcomes: readonly MeteringOutcome[], seeds: string, spent: Spent): MeteringSummary {
  const total = (of: (outcome: MeteringOutcome) => number): number => outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const hours = (of: (outcome: MeteringOutcome) => number): number => Math.round(total(of) / hourMs);
  const sort = (of: (outcome: MeteringOutcome) => BilledHours): SortOfHours => ({
    trueHours: hours((outcome) => of(outcome).trueMs),
    billedHours: hours((outcome) => of(outcome).billedMs),
    awayHours: hours((outcome) => of(outcome).awayMs),
    asleepHours: hours((outcome) => of(outcome).asleepMs),
    silentHours: hours((outcome) => of(outcome).unseenMs),
    lostHours: hours((outcome) => of(outcome).lostMs),
    heldHours: hours((outcome) => of(outcome).heldMs),
  });
  const faults = faultsOf(outcomes);
  const failing = outcomes.filter(({ violations }) => violations.length > 0);
  return {
    seeds,
    robotCount: outcomes.length,
    virtualHours: hours(({ virtualMs }) => virtualMs),
    faults,
    faultCount: Object.values(faults).reduce((sum, count) => sum + count, 0),
    killCount: total(({ killCount }) => killCount),
    commitCount: total(({ commitCount }) => commitCount),
    recordCount: total(({ recordCount }) => recordCount),
    powerOn: sort(({ powerOn }) => powerOn),
    operating: sort(({ operating }) => operating),
    imputedHours: hours(({ unmeteredMs }) => unmeteredMs),
    worstAbove: worst(outcomes, ({ operating }) => operating.billedMs - operating.trueMs),
    worstLost: worst(outcomes, ({ operating }) => operating.lostMs),
    worstBelow: worst(outcomes, ({ operating }) => operating.trueMs - operating.billedMs),
    violationCount: failing.reduce((sum, { violations }) => sum + violations.length, 0),
    failing: failing.map(({ seed, violations }) => ({ seed, violations })),
    cpuS: Math.round(spent.cpuMs / 1000),
    wallS: Math.round(spent.wallMs / 1000),
  };
}

/** The summary in words. */
export function meteringLines(summary: MeteringSummary): string[] {
  const { seeds, robotCount, virtualHours, faultCount, killCount, faults, powerOn, operating } = summary;
  return [
    `robots ${seeds}: ${robotCount} of them, ${virtualHours} virtual hours, ${faultCount} faults, ${killCount} kills and cuts of power`,
    ...Object.entries(faults).map(([kind, count]) => `  ${kind.padEnd(20)} ${count}`),
    sortLine('powered on', powerOn),
    sortLine('operating', operating),
    `imputed beside them: ${summary.imputedHours} h`,
    worstLine('most above the true operating hours', summary.worstAbove),
    worstLine('most lost by kills', summary.worstLost),
    worstLine('most below, by whatever is on record', summary.worstBelow),
    `${summary.violationCount} violations in ${summary.wallS} s (${summary.cpuS} s of processor time)`,
  ];
}

/** What a robot has to say for itself: what was done to it, and what did not hold. */
export function traceLines({ seed, trace, violations }: MeteringOutcome): string[] {
  const at = (ms: number): string => (ms / hourMs).toFixed(5).padStart(11);
  const meaning = (invariant: MeteringInvariant): string => meteringInvariants[invariant];
  return [
    `robot ${seed}${violations.length > 0 ? ': FAILED' : ''}`,
    ...trace.map(({ atMs, kind, detail }) => `${at(atMs)} h  ${kind} ${detail}`.trimEnd()),
    ...violations.map(({ invariant, detail, atMs }) => `${at(atMs)} h  VIOLATED ${invariant} (${meaning(invariant)}): ${detail}`),
  ];
}

function sortLine(name: string, { trueHours, billedHours, ...hours }: SortOfHours): string {
  const causes = `${hours.awayHours} without an agent, ${hours.asleepHours} asleep, ${hours.silentHours} silent, ${hours.lostHours} lost by kills`;
  return `${name}: ${trueHours} h true, ${billedHours} h billed; ${causes}; ${hours.heldHours} h held beyond`;
}

const worstLine = (name: string, { seed, ms, shareRatio }: WorstRobot): string =>
  `${name}: ${Math.round(ms / 1000)} s (${(shareRatio * 100).toFixed(2)} % of its own), robot ${seed}`;

function worst(outcomes: readonly MeteringOutcome[], msOf: (outcome: MeteringOutcome) => number): WorstRobot {
  let found: WorstRobot = { seed: 0, ms: 0, shareRatio: 0 };
  for (const outcome of outcomes) {
    const ms = msOf(outcome);
    if (ms > found.ms) found = { seed: outcome.seed, ms, shareRatio: ms / Math.max(1, outcome.operating.trueMs) };
  }
  return found;
}

function faultsOf(outcomes: readonly MeteringOutcome[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { faults } of outcomes) for (const [kind, count] of Object.entries(faults)) all[kind] = (all[kind] ?? 0) + count;
  return Object.fromEntries(Object.entries(all).sort(([left], [right]) => (left < right ? -1 : 1)));
}

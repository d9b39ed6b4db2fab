import type { SeedOutcome } from './seed-outcome.ts';
import { invariants, type Violation } from './violations.ts';

/** What all seeds together came to; the JSON of `--json`. */
export interface SimulationSummary {
  readonly seeds: string;
  readonly virtualHours: { readonly agent: number; readonly ledger: number; readonly total: number };
  readonly killCount: { readonly agent: number; readonly ledger: number };
  readonly faults: Readonly<Record<string, number>>;
  readonly faultCount: number;
  readonly recordCount: number;
  readonly reportCount: number;
  readonly violationCount: number;
  readonly failing: readonly { readonly level: string; readonly seed: number; readonly violations: readonly Violation[] }[];
  readonly wallS: number;
}

type Level = SeedOutcome['level'];
const hourMs = 3_600_000;

/** Adds up the outcomes. */
export function summarise(outcomes: readonly SeedOutcome[], seeds: string, wallMs: number): SimulationSummary {
  const of = (level: Level) => outcomes.filter((outcome) => outcome.level === level);
  const hoursOf = (level: Level) => Math.round(sum(of(level), ({ virtualMs }) => virtualMs) / hourMs);
  const faults = faultsOf(outcomes);
  const failing = outcomes.filter(({ violations }) => violations.length > 0);
  return {
    seeds,
    virtualHours: { agent: hoursOf('agent'), ledger: hoursOf('ledger'), total: hoursOf('agent') + hoursOf('ledger') },
    killCount: { agent: killsOf(faultsOf(of('agent'))), ledger: killsOf(faultsOf(of('ledger'))) },
    faults,
    faultCount: Object.values(faults).reduce((total, count) => total + count, 0),
    recordCount: sum(outcomes, ({ recordCount }) => recordCount),
    reportCount: sum(outcomes, ({ reportCount }) => reportCount),
    violationCount: sum(failing, ({ violations }) => violations.length),
    failing: failing.map(({ level, seed, violations }) => ({ level, seed, violations })),
    wallS: Math.round(wallMs / 1000),
  };
}

/** The summary in words. */
export function summaryLines({ seeds, virtualHours, killCount, faults, faultCount, ...rest }: SimulationSummary): string[] {
  return [
    `seeds ${seeds}: ${virtualHours.agent} virtual hours of the whole agent, ${virtualHours.ledger} of ledger, outbox and receiver`,
    `${faultCount} faults injected, of these ${killCount.agent} kills of the agent and ${killCount.ledger} of the ledger's writer:`,
    ...Object.entries(faults).map(([kind, count]) => `  ${kind.padEnd(24)} ${count}`),
    `${rest.recordCount} records committed, ${rest.reportCount} reports closed`,
    `${rest.violationCount} violations in ${rest.wallS} s`,
  ];
}

/** What a failing seed has to say: the invariant, and everything that was done to the world until then. */
export function failureLines({ level, seed, violations, trace }: SeedOutcome): string[] {
  const at = (ms: number): string => (ms / hourMs).toFixed(5).padStart(11);
  return [
    `FAILED seed ${seed}, level ${level}`,
    ...trace.map(({ atMs, kind, detail }) => `${at(atMs)} h  ${kind} ${detail}`.trimEnd()),
    ...violations.map(({ invariant, detail, atMs }) => `${at(atMs)} h  VIOLATED ${invariant} (${invariants[invariant]}): ${detail}`),
  ];
}

function faultsOf(outcomes: readonly SeedOutcome[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { faults } of outcomes) for (const [kind, count] of Object.entries(faults)) all[kind] = (all[kind] ?? 0) + count;
  return Object.fromEntries(Object.entries(all).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function killsOf(faults: Readonly<Record<string, number>>): number {
  return Object.entries(faults).reduce((total, [kind, count]) => total + (kind.startsWith('kill.') ? count : 0), 0);
}

function sum(outcomes: readonly SeedOutcome[], of: (outcome: SeedOutcome) => number): number {
  return outcomes.reduce((total, outcome) => total + of(outcome), 0);
}

import { monoMsOf, type TimePoint } from '../../agent/contract/time.ts';
import type { IntakeItem } from '../../agent/ingest/intake-queue.ts';
import type { AgentProcess } from './agent-process.ts';
import { readSavedState } from './read-saved-state.ts';
import type { Violations } from './violations.ts';

/** Windows are a second, ticks of the synthetic robot five: what a count may lag behind the moment it is saved with. */
const countLagMs = 6_000;
/** The loss bound every report states, and the slowest tick after it. */
const lossBoundMs = 60_000 + 10_000;
/** After a disk was bad, the agent may take this long to try again. */
const diskRetryMs = 180_000;

interface Committed {
  readonly powerOnMs: number;
  readonly bootId: string;
  readonly monoMs: number;
}

export interface LifeEnd {
  readonly ledgerPath: string;
  readonly end: TimePoint;
  readonly wellForMs: number;
}

/** Holds what each process committed against what the world saw it get. */
export class LifeAudit {
  /** Protective stops the agent has taken from the robot. */
  stopsTakenCount = 0;
  /** Processes that made at least one reading durable. */
  committedLifeCount = 0;
  readonly #violations: Violations;
  #openedPowerOnMs = 0;
  #bootId = '';

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  started({ agent }: AgentProcess, bootId: string): void {
    this.#openedPowerOnMs = agent.pipeline.state.aggregate.meter.counters.powerOnMs;
    this.#bootId = bootId;
  }

  /** An item has gone through all stages. */
  item(item: IntakeItem, { agent }: AgentProcess, wellForMs: number): void {
    if (item.kind !== 'message' || item.message.kind !== 'safety' || item.message.protectiveStop !== true) return;
    this.stopsTakenCount++;
    if (wellForMs < diskRetryMs) return;
    const { pendingCount } = agent.ledger;
    this.#violations.check('urgentIsDurable', pendingCount === 0, () => `${pendingCount} records wait after a protective stop`);
  }

  /** The process is gone; its files are as it left them. */
  ended({ presence }: AgentProcess, { ledgerPath, end, wellForMs }: LifeEnd): void {
    const committed = committedIn(ledgerPath);
    const firstMs = presence.firstMs;
    const isOfThisLife =
      committed !== undefined && committed.bootId === this.#bootId && firstMs !== undefined && committed.monoMs >= firstMs;
    const seenMs = isOfThisLife ? presence.coveredMs(committed.monoMs) : 0;
    const countedMs = (committed?.powerOnMs ?? 0) - this.#openedPowerOnMs;
    if (isOfThisLife) this.committedLifeCount++;
    const violations = this.#violations;
    violations.check('nothingCountedTwice', countedMs <= seenMs + countLagMs, () => `${countedMs} ms counted, ${seenMs} ms seen`);
    violations.check('hoursAreThose', countedMs >= seenMs - countLagMs, () => `${countedMs} ms counted, ${seenMs} ms seen`);
    if (firstMs === undefined || wellForMs < diskRetryMs) return;
    const lostMs = presence.coveredMs(monoMsOf(end)) - seenMs;
    violations.check('lossBoundHolds', lostMs <= lossBoundMs, () => `${lostMs} ms of readings lost by the end of a process`);
  }
}

function committedIn(ledgerPath: string): Committed | undefined {
  const saved = readSavedState<SavedPipeline>(ledgerPath);
  if (saved === undefined) return undefined;
  const { time, aggregate } = saved;
  return {
    powerOnMs: aggregate.meter.counters.powerOnMs,
    bootId: time?.bootId ?? '',
    monoMs: time === null ? 0 : Number(BigInt(time.monoNs) / 1_000_000n),
  };
}

interface SavedPipeline {
  readonly time: { readonly bootId: string; readonly monoNs: string } | null;
  readonly aggregate: { readonly meter: { readonly counters: { readonly powerOnMs: number } } };
}

import type { LedgerRecord } from '../contract/record.ts';
import { type CausalChainState, stepCausalChain } from './causal-chain.ts';

/** What recomputation reads of a record. */
export type ReportRecord = Pick<LedgerRecord, 'seq' | 'type' | 'monoNs' | 'wall' | 'data'> & Partial<Pick<LedgerRecord, 'bootId'>>;

/** Windows of the assessment begin at whole seconds of the monotonic clock; one that a stop cuts short ends with it. */
const windowMs = 1000;

/** Whole milliseconds of a record's monotonic clock. */
export const recordMs = ({ monoNs }: Pick<ReportRecord, 'monoNs'>): number => Number(BigInt(monoNs) / 1_000_000n);

export interface RecomputedChain {
  /** Closed chains and what passes through them, by class. */
  readonly chainCounts: Readonly<Record<string, number>>;
  readonly chain: CausalChainState;
}

interface ChainStep {
  readonly nowMs: number;
  readonly eventCounts: Record<string, number>;
}

/**
 * The causal chains of a report again, from its `event.started` records alone. Undefined where a process ended without saying so: what its
 * last seconds had joined was lost with it, and only the events themselves are on record.
 */
export function recomputeChain(opening: CausalChainState, records: readonly ReportRecord[]): RecomputedChain | undefined {
  const steps = chainSteps(records);
  if (steps === undefined) return undefined;
  const chainCounts: Record<string, number> = {};
  let chain = opening;
  for (const step of steps) {
    const { state, output } = stepCausalChain(chain, step);
    chain = state;
    for (const [eventClass, count] of Object.entries(output)) chainCounts[eventClass] = (chainCounts[eventClass] ?? 0) + count;
  }
  return { chainCounts, chain };
}

/** One step per window with an event, one at each start of a process, and one where the report closed. */
function chainSteps(records: readonly ReportRecord[]): readonly ChainStep[] | undefined {
  const steps: ChainStep[] = [];
  let waiting: Record<string, number> = {};
  let begun = 0;
  let isRunning = false;
  for (const record of records) {
    const atMs = recordMs(record);
    if (record.type === 'agent.started') {
      if (isRunning) return undefined;
      begun = steps.push({ nowMs: windowEndMs(atMs), eventCounts: waiting }) - 1;
      waiting = {};
    } else if (record.type === 'event.started') countIn(steps, windowEndMs(atMs), String(record.data.eventClass));
    else if (record.type === 'agent.stopped') waiting = cutShort(steps, begun, atMs);
    isRunning = record.type !== 'agent.stopped';
  }
  const last = records.at(-1);
  if (last === undefined) return steps;
  if (isRunning) cutShort(steps, begun, recordMs(last));
  return [...steps, { nowMs: recordMs(last), eventCounts: {} }];
}

const windowEndMs = (atMs: number): number => Math.floor(atMs / windowMs) * windowMs + windowMs;

function countIn(steps: ChainStep[], nowMs: number, eventClass: string): void {
  const last = steps.at(-1);
  const step = last?.nowMs === nowMs ? last : { nowMs, eventCounts: {} };
  if (step !== last) steps.push(step);
  step.eventCounts[eventClass] = (step.eventCounts[eventClass] ?? 0) + 1;
}

/** A window that had begun ends at the stop; events of one that had not are assessed by the next process: they are given back. */
function cutShort(steps: ChainStep[], begun: number, stopMs: number): Record<string, number> {
  const last = steps.at(-1);
  if (last === undefined || steps.length <= begun || last.nowMs <= stopMs) return {};
  steps.pop();
  if (last.nowMs - windowMs >= stopMs) return last.eventCounts;
  steps.push({ ...last, nowMs: stopMs });
  return {};
}

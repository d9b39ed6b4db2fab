import { windowMs } from '../../../agent/aggregate/aggregator.ts';
import { answerMs, readingsMs } from '../../../agent/aggregate/witness-tolerance.ts';
import { createFrame, type Frame, type FrameLayout, quality } from '../../../agent/contract/frame.ts';
import type { HostRole } from '../../../agent/contract/host-role.ts';
import type { Message } from '../../../agent/contract/message.ts';
import { monoMs, monoMsOf, type TimePoint, timePointAt } from '../../../agent/contract/time.ts';
import { Pipeline } from '../../../agent/pipeline.ts';
import { tickMs } from '../../../agent/record/recorder.ts';
import { twoJointProfile } from '../../support/telemetry.ts';
import type { DurableMemory } from './durable-memory.ts';
import { type StandingAssessor, standingReporter } from './standing-stages.ts';

export interface ProcessParts {
  readonly memory: DurableMemory;
  readonly assessor: StandingAssessor;
  readonly hostRole: HostRole;
  readonly layouts: readonly FrameLayout[];
  readonly now: TimePoint;
}

/**
 * One process of the agent: the real pipeline, from ingest's checks to the recorder, on a memory that stands for the ledger.
 * ```
 *  world's event at t ─▶ catchUp: every moment before t at which the agent would have done something by itself ─▶ advance(t) ─▶ item
 *                          the end of the window of the last item, a tick of the recorder, a judgement or comparison of the witnesses
 * ```
 * A live agent moves its time on every second; between those moments a second changes nothing but the sums.
 */
export class MeteredProcess {
  readonly pipeline: Pipeline;
  readonly startedAt: TimePoint;
  readonly #frames: Map<FrameLayout, Frame>;

  constructor({ memory, assessor, hostRole, layouts, now }: ProcessParts) {
    this.startedAt = now;
    this.pipeline = new Pipeline({
      ...{ origin: 'live', profile: twoJointProfile, hostRole, started: {} },
      assessor: assessor.asAssessor(),
      ledger: memory.asLedger(),
      reporter: standingReporter(),
      saved: memory.saved(),
    });
    for (const layout of layouts) this.pipeline.open(layout);
    this.#frames = new Map(layouts.map((layout) => [layout, createFrame(layout, now)]));
    this.pipeline.advance(now);
  }

  /** Brings the agent to this moment of an awake host, by way of every moment at which it acts. */
  catchUp(time: TimePoint): void {
    const nowMs = monoMsOf(time);
    const { windowStartMs } = this.pipeline.state.aggregate;
    // What arrived at the last moment takes effect where its window ends.
    if (windowStartMs !== null && windowStartMs + windowMs < nowMs) this.#advance(windowStartMs + windowMs, time);
    for (let dueMs = this.#dueMs(nowMs); dueMs < nowMs; dueMs = this.#dueMs(nowMs)) {
      this.#tickBefore(dueMs, time);
      this.#advance(dueMs, time);
    }
    this.#tickBefore(nowMs, time);
    this.pipeline.advance(time);
  }

  frame(layout: FrameLayout, time: TimePoint, cells: readonly number[]): void {
    const frame = this.#frames.get(layout);
    if (frame === undefined) return;
    frame.time = time;
    frame.values.set(cells);
    frame.quality.fill(quality.good);
    this.pipeline.accept({ kind: 'frame', frame });
  }

  message(message: Message): void {
    this.pipeline.accept({ kind: 'message', message });
  }

  stop(): void {
    this.pipeline.finish('stopped');
  }

  /** The next moment at which the witness desk is due; whole seconds, as windows end. */
  #dueMs(nowMs: number): number {
    const { aggregate } = this.pipeline.state;
    const windowEndMs = (aggregate.windowStartMs ?? nowMs) + windowMs;
    const { between, recordedMs } = aggregate.desks.witnesses;
    const judgedMs = between === null || between.judged ? Number.POSITIVE_INFINITY : between.startedMs + answerMs;
    const comparedMs = recordedMs === null ? Number.POSITIVE_INFINITY : recordedMs + readingsMs;
    return Math.max(windowEndMs, Math.ceil(Math.min(judgedMs, comparedMs) / windowMs) * windowMs);
  }

  /** Ticks keep their pace: of those that were passed over, the last one is made. */
  #tickBefore(atMs: number, time: TimePoint): void {
    const { tickedMs } = this.pipeline.state.recorder;
    if (tickedMs === null || atMs - tickedMs < tickMs) return;
    this.#advance(tickedMs + Math.floor((atMs - tickedMs) / tickMs) * tickMs, time);
  }

  #advance(atMs: number, time: TimePoint): void {
    this.pipeline.advance(timePointAt(time, monoMs(atMs)));
  }
}

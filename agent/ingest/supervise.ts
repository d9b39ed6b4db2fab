import type { DriverSink, Source } from '../contract/driver.ts';
import { TransientError } from '../contract/errors.ts';
import type { SourceState } from '../contract/status.ts';
import { type Clock, monoMsOf } from '../contract/time.ts';
import { type IntakeItem, IntakeQueue } from './intake-queue.ts';

export interface SuperviseOptions {
  readonly sourceId: string;
  readonly source: Source;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly consume: (item: IntakeItem) => void;
  readonly queueItemsMax?: number;
  readonly restart?: RestartLimits;
  readonly onStatus?: (status: SourceState, reason: string) => void;
  /** Uniform in [0, 1); given by the caller so that tests are exact. */
  readonly random: () => number;
}

export interface RestartLimits {
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
  readonly restartsMax: number;
}

const restartDefault: RestartLimits = { firstDelayMs: 500, delayMsMax: 60_000, restartsMax: Number.POSITIVE_INFINITY };
/** A source that ran this long was well: its next failure waits as short as the first. */
const wellMs = 10_000;

/**
 * Runs a source until it ends or the signal aborts, and restarts it after a TransientError with full jitter.
 * ```
 *  source.run ──sink──▶ queue ──microtask──▶ consume
 *      ▲ TransientError: wait random(0 … min(max, first × 2ⁿ)), run again
 * ```
 * Any other error stops it and is thrown to the caller.
 */
export async function supervise(options: SuperviseOptions): Promise<{ droppedCount: number }> {
  const broken = new AbortController();
  const intake = createIntake(options, broken);
  const running = { ...options, signal: AbortSignal.any([options.signal, broken.signal]) };
  const limits = options.restart ?? { ...restartDefault, ...options.source.restart };
  let failureCount = 0;
  for (let restartCount = 0; !options.signal.aborted; restartCount++) {
    options.onStatus?.('running', 'started');
    const startedMs = monoMsOf(options.clock.now());
    const failure = await runOnce(running, intake.sink);
    intake.drain();
    broken.signal.throwIfAborted();
    if (failure === undefined) break;
    if (restartCount >= limits.restartsMax) throw failure;
    if (monoMsOf(options.clock.now()) - startedMs >= wellMs) failureCount = 0;
    const ceilingMs = Math.min(limits.delayMsMax, limits.firstDelayMs * 2 ** failureCount++);
    options.onStatus?.('backingOff', failure.message);
    await options.clock.sleep(options.random() * ceilingMs, options.signal);
  }
  options.onStatus?.(options.signal.aborted ? 'stopped' : 'ended', 'source ended');
  return { droppedCount: intake.droppedCount() };
}

/** Undefined when the source ended by itself; the TransientError when it may be tried again. */
async function runOnce({ source, signal }: SuperviseOptions, sink: DriverSink): Promise<TransientError | undefined> {
  try {
    await source.run(sink, signal);
    return undefined;
  } catch (error) {
    if (error instanceof TransientError) return error;
    throw error;
  }
}

interface Intake {
  readonly sink: DriverSink;
  drain(): void;
  droppedCount(): number;
}

/**
 * The sink of one source: copies into the bounded queue, drains it in a microtask, counts what found it full.
 * A consumer that throws has broken the pipeline: `broken` aborts the source and carries the error out.
 */
function createIntake({ consume, queueItemsMax, sourceId }: SuperviseOptions, broken: AbortController): Intake {
  const queue = new IntakeQueue(queueItemsMax);
  let droppedCount = 0;
  let drained: Promise<void> | undefined;
  const drain = (): void => {
    drained = undefined;
    queue.drain(consume);
  };
  const accept = (enqueue: () => void): boolean => {
    if (queue.full) droppedCount++;
    else enqueue();
    drained ??= Promise.resolve()
      .then(drain)
      .catch((error: unknown) => broken.abort(error));
    return !queue.filling;
  };
  const sink: DriverSink = {
    frame: (frame) => accept(() => queue.pushFrame(frame)),
    message: (message) => accept(() => queue.push({ kind: 'message', message })),
    flaw: (flaw) => accept(() => queue.push({ kind: 'flaw', sourceId, flaw })),
    ready: async () => {
      await drained;
      broken.signal.throwIfAborted();
    },
  };
  return { sink, drain, droppedCount: () => droppedCount };
}

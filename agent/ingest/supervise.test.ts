import { describe, expect, it } from 'vitest';
import { frameOf, timeAt, velocityLayout } from '../../tests/support/telemetry.ts';
import type { DriverSink, Source } from '../contract/driver.ts';
import { InvariantError, TransientError } from '../contract/errors.ts';
import type { Clock } from '../contract/time.ts';
import { type SuperviseOptions, supervise } from './supervise.ts';

function sourceOf(run: (sink: DriverSink, signal: AbortSignal) => Promise<void>): Source {
  return { layouts: [velocityLayout], observable: [], identity: {}, run };
}

function fakeClock(): Clock & { readonly sleptMs: number[] } {
  const sleptMs: number[] = [];
  return { sleptMs, now: () => timeAt(0), sleep: async (durationMs) => void sleptMs.push(durationMs) };
}

function optionsFor(source: Source, extra: Partial<SuperviseOptions> = {}): SuperviseOptions {
  return {
    sourceId: 'arm',
    source,
    clock: fakeClock(),
    signal: new AbortController().signal,
    consume: () => undefined,
    random: () => 0.5,
    ...extra,
  };
}

describe('supervise', () => {
  it('hands every item to the consumer in order, also those of the last turn', async () => {
    const seen: number[] = [];
    const source = sourceOf(async (sink) => {
      for (let ms = 0; ms < 10; ms++) sink.frame(frameOf(velocityLayout, ms, [ms, 0]));
    });
    const consume: SuperviseOptions['consume'] = (item) => {
      if (item.kind === 'frame') seen.push(item.frame.values[0] ?? -1);
    };
    expect(await supervise(optionsFor(source, { consume }))).toEqual({ droppedCount: 0 });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('loses nothing of a source that waits when told to', async () => {
    let seenCount = 0;
    const source = sourceOf(async (sink) => {
      for (let ms = 0; ms < 1000; ms++) if (!sink.frame(frameOf(velocityLayout, ms, [ms, 0]))) await sink.ready();
    });
    const consume = () => {
      seenCount++;
    };
    expect(await supervise(optionsFor(source, { consume, queueItemsMax: 8 }))).toEqual({ droppedCount: 0 });
    expect(seenCount).toBe(1000);
  });

  it('counts what a source that cannot wait pours over the brim', async () => {
    let seenCount = 0;
    const source = sourceOf(async (sink) => {
      for (let ms = 0; ms < 100; ms++) sink.frame(frameOf(velocityLayout, ms, [ms, 0]));
    });
    const consume = () => {
      seenCount++;
    };
    expect(await supervise(optionsFor(source, { consume, queueItemsMax: 8 }))).toEqual({ droppedCount: 92 });
    expect(seenCount).toBe(8);
  });

  it('restarts after a transient error, waiting longer each time up to the limit, with full jitter', async () => {
    let runCount = 0;
    const source = sourceOf(async () => {
      runCount++;
      if (runCount < 6) throw new TransientError('test/gone', 'gone');
    });
    const clock = fakeClock();
    const restart = { firstDelayMs: 100, delayMsMax: 500, restartsMax: 10 };
    await supervise(optionsFor(source, { clock, restart }));
    expect(clock.sleptMs).toEqual([50, 100, 200, 250, 250]);
  });

  it('gives up after so many restarts, with the last error', async () => {
    const source = sourceOf(async () => {
      throw new TransientError('test/gone', 'gone for good');
    });
    const restart = { firstDelayMs: 1, delayMsMax: 1, restartsMax: 2 };
    await expect(supervise(optionsFor(source, { restart }))).rejects.toThrow('gone for good');
  });

  it('does not restart after any other error', async () => {
    let runCount = 0;
    const source = sourceOf(async () => {
      runCount++;
      throw new InvariantError('test/bug', 'our bug');
    });
    await expect(supervise(optionsFor(source))).rejects.toThrow('our bug');
    expect(runCount).toBe(1);
  });

  it('carries the error of a broken consumer out, and stops the source', async () => {
    let aborted = false;
    const source = sourceOf(async (sink, signal) => {
      sink.frame(frameOf(velocityLayout, 0, [0, 0]));
      await sink.ready().catch(() => undefined);
      aborted = signal.aborted;
    });
    const consume = () => {
      throw new InvariantError('test/broken', 'pipeline broken');
    };
    await expect(supervise(optionsFor(source, { consume }))).rejects.toThrow('pipeline broken');
    expect(aborted).toBe(true);
  });

  it('tells its status as it changes', async () => {
    const statuses: string[] = [];
    let runCount = 0;
    const source = sourceOf(async () => {
      runCount++;
      if (runCount === 1) throw new TransientError('test/gone', 'gone');
    });
    await supervise(optionsFor(source, { onStatus: (status) => statuses.push(status) }));
    expect(statuses).toEqual(['running', 'backingOff', 'running', 'ended']);
  });
});

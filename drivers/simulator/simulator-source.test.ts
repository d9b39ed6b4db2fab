import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../agent/contract/sample.ts';
import type { Clock } from '../../agent/contract/time.ts';
import { recordingSink } from '../../tests/support/recording-sink.ts';
import { standingClock } from '../../tests/support/replay-fixture.ts';
import { cobotProfile, humanoidProfile, openSimulator, pourSimulation, simulate } from '../../tests/support/simulation-fixture.ts';

const bytesOf = ({ frames }: Awaited<ReturnType<typeof simulate>>): string =>
  frames.map(({ atMs, values }) => `${atMs} ${Buffer.from(values.buffer).toString('hex')}`).join('\n');
const never = new AbortController().signal;

describe('a simulation', () => {
  it('is the same to the byte for the same seed, and another for another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 32 - 1 }), async (seed) => {
        const [a, b, c] = await Promise.all(
          [seed, seed, (seed + 1) % 2 ** 32].map((each) => simulate(humanoidProfile, { seed: each, scene: 'water' })),
        );
        expect(a?.messages).toEqual(b?.messages);
        expect(bytesOf(a ?? { frames: [], messages: [] })).toBe(bytesOf(b ?? { frames: [], messages: [] }));
        expect(bytesOf(a ?? { frames: [], messages: [] })).not.toBe(bytesOf(c ?? { frames: [], messages: [] }));
      }),
      { numRuns: 3 },
    );
  });

  it('starts again from its own beginning when it is run again', async () => {
    const source = await openSimulator(cobotProfile);
    const first = await pourSimulation(source);
    expect(bytesOf(await pourSimulation(source))).toBe(bytesOf(first));
  });

  it('is the same at any speed: only the pace differs', async () => {
    const [fast, slow] = await Promise.all([0, 3].map((speedRatio) => simulate(cobotProfile, { speedRatio })));
    expect(bytesOf(fast ?? { frames: [], messages: [] })).toBe(bytesOf(slow ?? { frames: [], messages: [] }));
  });

  it('is the healthy run until its first fault', async () => {
    const [healthy, scene] = await Promise.all([
      simulate(humanoidProfile, { durationMs: 60_000 }),
      simulate(humanoidProfile, { durationMs: 60_000, scene: 'fallOnStairs' }),
    ]);
    const untilFault = (pouring: typeof healthy) => bytesOf({ frames: pouring.frames.filter(({ atMs }) => atMs < 58_000), messages: [] });
    expect(untilFault(scene)).toBe(untilFault(healthy));
  });
});

describe('its time', () => {
  it('is a boot of its own: monotonic from 0, wall from the start given, both advancing by the period', async () => {
    const { frames } = await simulate(cobotProfile);
    const joints = frames.filter(({ component }) => component === 'joint');
    expect(joints).toHaveLength(100);
    joints.forEach(({ atMs, wallMs, bootId }, k) => {
      expect([atMs, wallMs, bootId]).toEqual([k * 100, Date.parse('2026-05-04T08:00:00Z') + k * 100, 'simulation-1']);
    });
  });

  it('starts now when no start is given, and each start is a boot of its own', async () => {
    const clock = standingClock();
    const { startWall: _now, ...options } = { startWall: undefined };
    const open = (await import('./index.ts')).default.open;
    const context = { sourceId: 'robot', profile: cobotProfile, clock, readDocument: () => Promise.reject(new Error('nothing to read')) };
    const source = await open({ seed: 4, script: [], speedRatio: 0, durationMs: 100, ...options }, context);
    const first = (await pourSimulation(source)).frames[0];
    await clock.sleep(5000, never);
    const second = (await pourSimulation(source)).frames[0];
    expect([first?.wallMs, (second?.wallMs ?? 0) - (first?.wallMs ?? 0)]).toEqual([Date.UTC(2026, 0, 1), 5000]);
    expect(first?.bootId).toBe(`simulation-4-${Date.UTC(2026, 0, 1)}`);
    expect(second?.bootId).not.toBe(first?.bootId);
  });
});

describe('its pace', () => {
  it('is the real one at 1 and N times as fast at N, without a sleep per frame', async () => {
    const slept = async (speedRatio: number) => {
      const clock = standingClock();
      await pourSimulation(await openSimulator(cobotProfile, { speedRatio, durationMs: 60_000 }, clock));
      return { totalMs: clock.sleepsMs.reduce((sum, each) => sum + each, 0), count: clock.sleepsMs.length };
    };
    expect((await slept(1)).totalMs).toBe(60_000);
    const fast = await slept(60);
    expect(fast.totalMs).toBeGreaterThan(950);
    expect(fast.totalMs).toBeLessThan(1050);
    expect(fast.count).toBeLessThan(50);
  });
});

describe('a sink that fills up', () => {
  it('is waited for, and nothing is lost', async () => {
    const sink = recordingSink((index) => index % 5 !== 0);
    const source = await openSimulator(humanoidProfile, { durationMs: 20_000 });
    await source.run(sink, never);
    const open = await simulate(humanoidProfile, { durationMs: 20_000 });
    expect(sink.frames).toHaveLength(open.frames.length);
    expect(sink.messages).toEqual(open.messages);
    expect(sink.readyCount()).toBeGreaterThan(100);
    expect(sink.readyCount()).toBeLessThanOrEqual(400);
  });

  it('that fails ends the run with its error', async () => {
    const source = await openSimulator(cobotProfile);
    const sink = { ...recordingSink(() => false), ready: () => Promise.reject(new Error('the ledger is full')) };
    await expect(source.run(sink, never)).rejects.toThrow('the ledger is full');
  });
});

describe('an abort', () => {
  it('ends an endless run at the next frame', async () => {
    const abort = new AbortController();
    const sink = recordingSink((index) => {
      if (index === 499) abort.abort();
      return true;
    });
    const source = await openSimulator(cobotProfile, { durationMs: 2_000_000_000 });
    await source.run(sink, abort.signal);
    expect(sink.kinds.length).toBeGreaterThanOrEqual(500);
    expect(sink.kinds.length).toBeLessThan(510);
  });

  it('wakes it from its sleep', async () => {
    const abort = new AbortController();
    const clock: Clock = { ...standingClock(), sleep: async () => abort.abort() };
    const { frames } = await pourSimulation(await openSimulator(cobotProfile, { speedRatio: 1 }, clock), abort.signal);
    expect(new Set(frames.map(({ atMs }) => atMs))).toEqual(new Set([0]));
  });

  it('before the start pours nothing', async () => {
    const { frames, messages } = await pourSimulation(await openSimulator(cobotProfile), AbortSignal.abort());
    expect([frames, messages]).toEqual([[], []]);
  });
});

describe('what it pours', () => {
  it('is complete: every cell known, with its two times', async () => {
    const sink = recordingSink();
    await (await openSimulator(humanoidProfile, { durationMs: 50 })).run(sink, never);
    const [joints] = sink.frames;
    expect(Object.keys(joints?.cells ?? {})).toHaveLength(7 * 29);
    expect(Object.values(joints?.cells ?? {}).every((cell) => typeof cell === 'number')).toBe(true);
    expect(joints?.sourceWallMs).toBe(joints?.time.wallMs);
    expect(sink.kinds).toEqual([...new Array<string>(7).fill('frame'), 'message', 'message', 'message']);
  });

  it('says what it can report at all: a fall only of what stands on legs', async () => {
    expect((await openSimulator(humanoidProfile)).observable).toEqual(['emergencyStop', 'fall', 'impact', 'majorFault', 'protectiveStop']);
    expect((await openSimulator(cobotProfile)).observable).toEqual(['emergencyStop', 'impact', 'majorFault', 'protectiveStop']);
  });

  it('says in evidence what it is', async () => {
    const { identity } = await openSimulator(humanoidProfile, { scene: 'race', seed: 9 });
    expect(identity).toEqual({ protocol: 'simulation', robot: 'humanoid', seed: 9, scene: 'race', speedRatio: 0 });
  });

  it('can be read as samples', async () => {
    const names: string[] = [];
    const source = await openSimulator(cobotProfile, { durationMs: 100 });
    await source.run({ ...recordingSink(), frame: (frame) => names.push(...samplesOf(frame).map(({ part }) => part)) > 0 }, never);
    expect(names).toContain('wrist_3_joint');
  });
});

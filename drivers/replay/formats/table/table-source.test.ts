import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../../agent/configuration/read-document.ts';
import { countByCode, type RecordingSink, recordingSink } from '../../../../tests/support/recording-sink.ts';
import { standingClock, wideDescription, wideHeader } from '../../../../tests/support/replay-fixture.ts';
import { timeAt, twoJointProfile } from '../../../../tests/support/telemetry.ts';
import { type Description, descriptionSchema } from './table-description.ts';
import { planTable } from './table-plan.ts';
import { TableSource, type TableSourceOptions } from './table-source.ts';

const { value: description } = checkDocument<Description>('fixture', JSON.stringify(wideDescription()), descriptionSchema);

/** A source over these bytes, handed out in these pieces. */
function sourceOf(pieces: readonly Uint8Array[], replaced: Partial<TableSourceOptions> = {}): TableSource {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* pieces;
  }
  return new TableSource({
    description,
    files: [{ path: 'table.csv', word: undefined, header: wideHeader.split(',') }],
    plan: planTable(description, twoJointProfile, 'arm'),
    sourceId: 'arm',
    bootId: 'replay-1',
    identity: { descriptionName: 'fixture' },
    clock: standingClock(),
    speedRatio: 0,
    chunks,
    ...replaced,
  });
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `count` good rows, one per second. */
function tableOf(count: number): string {
  const rows = Array.from({ length: count }, (_, second) => `${second},${second},0.${second},10,3${second % 10},FALSE\n`);
  return `${wideHeader}\n${rows.join('')}`;
}

async function pour(source: TableSource, sink: RecordingSink = recordingSink()): Promise<RecordingSink> {
  await source.run(sink, new AbortController().signal);
  return sink;
}

function cut(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  return [...ends, whole.length].map((end, endIndex) => whole.subarray(endIndex === 0 ? 0 : ends[endIndex - 1], end));
}

const odd = [
  wideHeader,
  '1,0,0.1,20,31,FALSE',
  '2,1,,20,31,TRUE',
  '3,2,0.1,20',
  '"4",3,"0.4",20,NaN,TRUE',
  '5,noon,0.1,20,31,FALSE',
  '6,2.5,0.6,20,31,FALSE',
  '',
  '7,7,0.7,20,°,FALSE',
  '8,8,0.8,20',
].join('\r\n');

describe('a table source', () => {
  it('says what it is before it runs', () => {
    const source = sourceOf([]);
    expect(source.layouts.map((layout) => layout.component)).toEqual(['joint']);
    expect(source.observable).toEqual(['protectiveStop']);
    expect(source.identity).toEqual({ descriptionName: 'fixture' });
  });

  it('pours one frame and one message per row, at the times of the recording', async () => {
    const sink = await pour(sourceOf([bytes(tableOf(3))]));
    expect(sink.kinds).toEqual(['frame', 'message', 'frame', 'message', 'frame', 'message']);
    expect(sink.frames.map((frame) => frame.time.monoNs)).toEqual([0n, 1_000_000_000n, 2_000_000_000n]);
    expect(sink.frames[2]?.cells['velocityRadPerS j0']).toBe(0.2);
    expect(sink.messages[0]).toMatchObject({ kind: 'safety', sourceId: 'arm', protectiveStop: false });
  });

  it('counts what is malformed, names its line and goes on', async () => {
    const sink = await pour(sourceOf([bytes(odd)]));
    expect(sink.flaws.map(({ code, place, discarded }) => `${discarded ? '!' : ''}${place} ${code}`)).toEqual([
      'line 3 replay/row-missing-values',
      '!line 4 replay/field-count',
      'line 5 replay/cell-not-a-number',
      '!line 6 replay/time-unreadable',
      '!line 7 replay/time-backwards',
      'line 9 replay/cell-not-a-number',
      '!line 10 replay/truncated-last-line',
    ]);
    expect(sink.frames.map((frame) => Number(frame.time.monoNs) / 1e9)).toEqual([0, 1, 3, 7]);
  });

  it('starts from the first row every time it runs', async () => {
    const source = sourceOf([bytes(odd)]);
    expect((await pour(source)).frames).toEqual((await pour(source)).frames);
  });

  it('pours the same however the bytes are cut', async () => {
    const whole = await pour(sourceOf([bytes(odd)]));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 30 }), async (places) => {
        const sink = await pour(sourceOf(cut(bytes(odd), places)));
        expect(sink.frames).toEqual(whole.frames);
        expect(sink.messages).toEqual(whole.messages);
        expect(sink.flaws).toEqual(whole.flaws);
      }),
    );
  });

  it('never throws on garbage, and finds the good rows after it', async () => {
    const garbage = fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 200 }).map(bytes));
    await fc.assert(
      fc.asyncProperty(garbage, async (noise) => {
        const sink = await pour(sourceOf([bytes(`${wideHeader}\n0,0,1,2,3,FALSE\n`), noise, bytes('\n9,1e8,0.9,20,31,TRUE\n')]));
        const lineCount = noise.filter((byte) => byte === 0x0a).length + 3;
        expect(sink.frames.length).toBeGreaterThanOrEqual(1);
        expect(sink.frames.length + sink.flaws.length).toBeLessThanOrEqual(lineCount * 4);
      }),
    );
    const sink = await pour(
      sourceOf([bytes(`${wideHeader}\n0,0,1,2,3,FALSE\n`), bytes('\0\xff"""\n,,,,,,,\n'), bytes('9,9,0.9,20,31,TRUE\n')]),
    );
    expect(sink.frames.at(-1)?.cells['velocityRadPerS j0']).toBe(0.9);
    expect(countByCode(sink.flaws)).toEqual({ 'replay/quote-broken': 1, 'replay/field-count': 1 });
  });
});

describe('a full sink', () => {
  it('is waited for after every push it refuses, and nothing is lost', async () => {
    const sink = await pour(
      sourceOf([bytes(tableOf(20))]),
      recordingSink((pushIndex) => pushIndex % 3 !== 0),
    );
    expect(sink.frames).toHaveLength(20);
    expect(sink.messages).toHaveLength(20);
    expect(sink.readyCount()).toBe(14);
  });

  it('is never overrun: no push happens before it is ready again', async () => {
    let full = false;
    let overrunCount = 0;
    const inner = recordingSink();
    const push = (): boolean => {
      if (full) overrunCount++;
      full = true;
      return false;
    };
    const sink = { ...inner, frame: push, message: push, flaw: push };
    sink.ready = async () => {
      await Promise.resolve();
      full = false;
    };
    await sourceOf([bytes(odd)]).run(sink, new AbortController().signal);
    expect(overrunCount).toBe(0);
  });
});

describe('an aborted run', () => {
  it('stops between rows and closes the recording', async () => {
    const abort = new AbortController();
    let closed = false;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        yield bytes(tableOf(100));
        yield bytes(tableOf(100));
      } finally {
        closed = true;
      }
    }
    const sink = recordingSink((pushIndex) => {
      if (pushIndex === 10) abort.abort();
      return true;
    });
    await sourceOf([], { chunks }).run(sink, abort.signal);
    expect(sink.frames).toHaveLength(6);
    expect(closed).toBe(true);
  });

  it('pours nothing when it was aborted before', async () => {
    const sink = recordingSink();
    await sourceOf([bytes(tableOf(5))]).run(sink, AbortSignal.abort());
    expect(sink.kinds).toEqual([]);
  });
});

describe('the timing of a replay', () => {
  it('is as fast as possible by default: no sleep', async () => {
    const clock = standingClock();
    await pour(sourceOf([bytes(tableOf(5))], { clock }));
    expect(clock.sleepsMs).toEqual([]);
  });

  it('is the original one at 1, and N times as fast at N', async () => {
    const original = standingClock();
    await pour(sourceOf([bytes(tableOf(4))], { clock: original, speedRatio: 1 }));
    expect(original.sleepsMs).toEqual([1000, 1000, 1000]);
    const faster = standingClock();
    await pour(sourceOf([bytes(tableOf(4))], { clock: faster, speedRatio: 20 }));
    expect(faster.sleepsMs).toEqual([50, 50, 50]);
  });

  it('does not add up lateness: a late row goes out at once', async () => {
    let nowMs = 0;
    const sleepsMs: number[] = [];
    const clock = {
      now: () => timeAt(nowMs),
      sleep: async (durationMs: number) => {
        sleepsMs.push(durationMs);
        nowMs += durationMs === 1000 ? 2500 : durationMs;
      },
    };
    await pour(sourceOf([bytes(tableOf(4))], { clock, speedRatio: 1 }));
    expect(sleepsMs).toEqual([1000, 500]);
  });
});

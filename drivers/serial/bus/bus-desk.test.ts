import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Flaw } from '../../../agent/contract/driver.ts';
import { countByCode } from '../../../tests/support/recording-sink.ts';
import { WireLink } from '../../../tests/support/serial-fixture.ts';
import { hex, joined } from '../../../tests/support/serial-frames.ts';
import type { FarEnd } from '../../../tests/support/serial-pty.ts';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { decodeJbdBasic } from '../../serial-protocols/jbd/decode-jbd.ts';
import { jbdFormat } from '../../serial-protocols/jbd/jbd-format.ts';
import { jbdRequest } from '../../serial-protocols/jbd/jbd-request.ts';
import { type BusDevice, type BusRules, notTaken, type Question, type Reply } from '../decoders/bus-device.ts';
import { BusDesk } from './bus-desk.ts';
import { BusLine } from './bus-line.ts';

const good = hex('DD 03 00 1D 06 18 00 00 01 F2 01 F4 00 00 2C 7C 00 00 00 00 00 00 80 64 03 04 03 0B 8B 0B 8A 0B 84 FA 8D 77');
const refusal = hex('DD 03 80 00 FF 80 77');
const echo = jbdRequest('basic');
const tagged: BusRules = { paceMs: 0, isTagged: true, quietMs: () => 0 };
const limits = { baudRate: 9600, timeoutMs: 100, paceMs: 2, retriesMax: 0 };

let clock: VirtualClock;
let flaws: Flaw[];
let stop: AbortController;
beforeEach(() => {
  clock = new VirtualClock();
  flaws = [];
  stop = new AbortController();
});

function deskOn(farEnd?: FarEnd, silenceMs = 60_000) {
  const link = new WireLink(farEnd);
  const idle = AbortSignal.any([stop.signal, link.ended]);
  return { link, desk: new BusDesk({ link, idle, clock, silenceMs, flaw: (flaw) => flaws.push(flaw) }) };
}

function lineOf(name: string, rules: Partial<BusRules> = {}, timing: Partial<typeof limits> = {}): BusLine {
  const device = { name, format: jbdFormat, rules: { ...tagged, ...rules } } as unknown as BusDevice;
  return new BusLine(device, { ...limits, ...timing });
}

/** The question for a pack's totals; `values` gets the voltages that were taken. */
function question(values: unknown[] = [], request: Uint8Array = echo): Question {
  return {
    place: 'basic',
    request,
    take: (frame) => {
      const decoded = decodeJbdBasic(frame);
      if (!decoded.ok) return notTaken(decoded.reason);
      values.push(decoded.value.voltageV);
      return 'answered';
    },
  };
}

/** Runs the clock until a promise settles; its value, or its error. */
async function settled<T>(promise: Promise<T>): Promise<T | Error> {
  let outcome: T | Error | undefined;
  const keep = (value: T | Error): void => {
    outcome = value;
  };
  promise.then(keep, keep);
  expect(await clock.advanceUntil(() => outcome !== undefined, 600_000, 1)).toBe(true);
  return outcome as T | Error;
}

describe('a question', () => {
  it('is answered by the frame that answers it, its own echo and noise before it counted', async () => {
    const values: unknown[] = [];
    const { desk } = deskOn((bytes, send) => send(joined([bytes, Uint8Array.of(1, 2, 3), good])));
    expect(await settled(desk.ask(lineOf('pack'), question(values)))).toBe('answered');
    expect(values).toEqual([15.6]);
    expect(flaws).toEqual([
      { code: 'serial/bytes-discarded', place: 'pack', text: '3 bytes are no answer, 0 wrong checksums', discarded: true },
    ]);
  });

  it.each<{ answer: string; farEnd?: FarEnd; reply: Reply; codes: string[] }>([
    { answer: 'nobody', reply: 'noAnswer', codes: ['serial/no-answer'] },
    { answer: 'a refusal', farEnd: (_, send) => send(refusal), reply: 'refused', codes: ['serial/device-refused'] },
    {
      answer: 'something else',
      farEnd: (_, send) => send(hex('DD 04 00 08 0F 45 0F 3D 0F 37 0F 3D FE C6 77')),
      reply: 'noAnswer',
      codes: ['serial/answer-unexpected', 'serial/no-answer'],
    },
    {
      answer: 'a frame cut short',
      farEnd: (_, send) => send(good.subarray(0, 20)),
      reply: 'noAnswer',
      codes: ['serial/bytes-discarded', 'serial/no-answer'],
    },
  ])('answered by $answer is a flaw', async ({ farEnd, reply, codes }) => {
    const { desk } = deskOn(farEnd);
    expect(await settled(desk.ask(lineOf('pack'), question()))).toBe(reply);
    expect(flaws.map(({ code }) => code)).toEqual(codes);
  });

  it('without bytes is not sent, and has no answer', async () => {
    const { desk, link } = deskOn();
    expect(await settled(desk.ask(lineOf('pack'), question([], new Uint8Array())))).toBe('noAnswer');
    expect(link.written).toEqual([]);
  });

  it('is asked again as often as allowed, and the answer to any of them is taken', async () => {
    let askedCount = 0;
    const { desk, link } = deskOn((_, send) => ++askedCount === 3 && send(good));
    expect(await settled(desk.ask(lineOf('pack', {}, { retriesMax: 2 }), question()))).toBe('answered');
    expect(link.written).toHaveLength(3);
    expect(flaws).toEqual([]);
  });

  it('whose answer came in part only is not asked again: the part is kept', async () => {
    const { desk, link } = deskOn((_, send) => send(good));
    const inPart: Question = { ...question(), take: () => 'partial' };
    expect(await settled(desk.ask(lineOf('pack', {}, { retriesMax: 2 }), inPart))).toBe('partial');
    expect(link.written).toHaveLength(1);
    expect(countByCode(flaws)).toEqual({ 'serial/answer-incomplete': 1 });
  });

  it('finds the answer behind a damaged length when the time is up', async () => {
    const values: unknown[] = [];
    const damaged = Uint8Array.from(good);
    damaged[3] = 0x40;
    const { desk } = deskOn((_, send) => send(joined([damaged.subarray(0, 8), good])));
    expect(await settled(desk.ask(lineOf('pack'), question(values)))).toBe('answered');
    expect(values).toEqual([15.6]);
  });
});

describe('the bus', () => {
  it('carries one question at a time, each line in its turn', async () => {
    const order: string[] = [];
    const { desk } = deskOn();
    const ask = async (line: BusLine, times: number): Promise<void> => {
      for (let count = 0; count < times; count++) {
        await desk.ask(line, question());
        order.push(`${line.name}@${clock.nowMs}`);
      }
    };
    await settled(Promise.all([ask(lineOf('a'), 3), ask(lineOf('b'), 3), ask(lineOf('c', {}, { timeoutMs: 10 }), 3)]));
    expect(order.map((entry) => entry[0]).join('')).toBe('abcabcabc');
    const times = order.map((entry) => Number(entry.split('@')[1]));
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  it('is quiet before a request for as long as the line needs, even while somebody talks on it', async () => {
    const { desk, link } = deskOn();
    const sentAtMs: number[] = [];
    const write = link.write.bind(link);
    link.write = (bytes) => {
      sentAtMs.push(clock.nowMs);
      write(bytes);
      link.send(good);
    };
    const line = lineOf('drive', { quietMs: () => 5 });
    await settled(desk.ask(line, question()));
    const talked = desk.ask(line, question());
    await clock.advance(3);
    link.send(Uint8Array.of(0));
    await settled(talked);
    const [first = 0, second = 0] = sentAtMs;
    expect(second - first).toBeGreaterThanOrEqual(8);
  });

  it('that is never quiet is spoken on all the same', async () => {
    const { desk, link } = deskOn();
    const asked = desk.ask(lineOf('drive', { quietMs: () => 50 }), question());
    for (let turn = 0; turn < 30 && link.written.length === 0; turn++) {
      link.send(Uint8Array.of(0));
      await clock.advance(10);
    }
    expect(link.written).toHaveLength(1);
    await settled(asked);
  });

  it('leaves a device its rest between two questions, and speaks to others meanwhile', async () => {
    const { desk, link } = deskOn((_, send) => send(good));
    const slow = lineOf('daly', { paceMs: 200 });
    await settled(desk.ask(slow, question()));
    const second = desk.ask(slow, question());
    await settled(desk.ask(lineOf('other'), question()));
    expect(link.written).toHaveLength(2);
    const beganMs = clock.nowMs;
    await settled(second);
    expect(clock.nowMs - beganMs).toBeGreaterThan(150);
  });

  it('does not give a late answer to the next question where answers do not say what they answer', async () => {
    const { desk, link } = deskOn();
    const values: unknown[] = [];
    const drive = lineOf('drive', { isTagged: false });
    const first = settled(desk.ask(drive, question(values)));
    await first;
    const second = desk.ask(drive, question(values));
    await clock.advance(50);
    link.send(good);
    await clock.advance(20);
    expect(link.written).toHaveLength(1);
    await settled(second);
    expect(values).toEqual([]);
    expect(countByCode(flaws)).toEqual({ 'serial/no-answer': 2, 'serial/answer-unexpected': 1 });
  });
});

describe('a port', () => {
  it('on which nobody answers for long is given up, and one answer makes it well again', async () => {
    let isAnswering = true;
    const { desk } = deskOn((_, send) => isAnswering && send(good), 250);
    const line = lineOf('pack');
    await settled(desk.ask(line, question()));
    isAnswering = false;
    await settled(desk.ask(line, question()));
    isAnswering = true;
    await settled(desk.ask(line, question()));
    isAnswering = false;
    const replies: unknown[] = [];
    for (let count = 0; count < 4; count++) replies.push(await settled(desk.ask(line, question())));
    expect(replies.slice(0, 3)).toEqual(['noAnswer', 'noAnswer', 'noAnswer']);
    expect(replies[3]).toMatchObject({ code: 'serial/silent' });
  });

  it('that ends, or an agent that stops, leaves nobody waiting', async () => {
    const { desk, link } = deskOn();
    const waiting = desk.ask(lineOf('a'), question()).catch((error: unknown) => error);
    const queued = desk.ask(lineOf('b'), question()).catch((error: unknown) => error);
    await clock.advance(5);
    await link.close();
    await clock.settle();
    expect(await waiting).toMatchObject({ code: 'serial/port-closed' });
    expect(await queued).toMatchObject({ code: 'serial/port-closed' });
    const other = deskOn();
    const stopped = other.desk.ask(lineOf('a'), question()).catch((error: unknown) => error);
    await clock.advance(5);
    stop.abort();
    expect(await stopped).toMatchObject({ code: 'serial/stopped' });
  });
});

describe('whatever comes back (properties)', () => {
  const options = { numRuns: 150 };
  const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.filter((byte) => byte !== 0xdd));
  const discarded = (): number =>
    flaws.filter(({ code }) => code === 'serial/bytes-discarded').reduce((sum, { text }) => sum + Number.parseInt(text, 10), 0);

  /** Asks once while these pieces come back; the values taken. */
  async function askWith(pieces: readonly Uint8Array[]): Promise<unknown[]> {
    clock = new VirtualClock();
    flaws = [];
    const values: unknown[] = [];
    const { desk } = deskOn((_, send) => {
      for (const piece of pieces) send(piece);
    });
    await settled(desk.ask(lineOf('pack'), question(values)));
    return values;
  }

  it('the same values come out however the bytes are split', async () => {
    const cuts = fc
      .array(fc.integer({ min: 1, max: good.length - 1 }), { maxLength: 6 })
      .map((list) => [...new Set(list)].sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(cuts, async (list) => {
        const places = [0, ...list, good.length];
        expect(await askWith(places.slice(1).map((end, index) => good.subarray(places[index], end)))).toEqual([15.6]);
      }),
      options,
    );
  });

  it('garbage gives no value, throws nothing, and every byte of it is counted', async () => {
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        expect(await askWith([bytes])).toEqual([]);
        expect(discarded()).toBe(bytes.length);
      }),
      options,
    );
  });

  it('the answer behind noise is found', async () => {
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        expect(await askWith([bytes, good])).toEqual([15.6]);
        expect(discarded()).toBe(bytes.length);
      }),
      options,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { countByCode } from '../../../tests/support/recording-sink.ts';
import { goodAnswer, lineOf, questionFor, TestedDesk } from '../../../tests/support/serial-desk.ts';
import { hex, joined } from '../../../tests/support/serial-frames.ts';
import type { FarEnd } from '../../../tests/support/serial-pty.ts';
import type { Question, Reply } from '../decoders/bus-device.ts';
import type { BusLine } from './bus-line.ts';

const refusal = hex('DD 03 80 00 FF 80 77');

describe('a question', () => {
  it('is answered by the frame that answers it, its own echo and noise before it counted', async () => {
    const values: unknown[] = [];
    const tested = new TestedDesk((bytes, send) => send(joined([bytes, Uint8Array.of(1, 2, 3), goodAnswer])));
    expect(await tested.settled(tested.desk.ask(lineOf('pack'), questionFor(values)))).toBe('answered');
    expect(values).toEqual([15.6]);
    expect(tested.flaws).toEqual([
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
      farEnd: (_, send) => send(goodAnswer.subarray(0, 20)),
      reply: 'noAnswer',
      codes: ['serial/bytes-discarded', 'serial/no-answer'],
    },
  ])('answered by $answer is a flaw', async ({ farEnd, reply, codes }) => {
    const tested = new TestedDesk(farEnd);
    expect(await tested.settled(tested.desk.ask(lineOf('pack'), questionFor()))).toBe(reply);
    expect(tested.flaws.map(({ code }) => code)).toEqual(codes);
  });

  it('without bytes is not sent, and has no answer', async () => {
    const tested = new TestedDesk();
    expect(await tested.settled(tested.desk.ask(lineOf('pack'), questionFor([], new Uint8Array())))).toBe('noAnswer');
    expect(tested.link.written).toEqual([]);
  });

  it('is asked again as often as allowed, and the answer to any of them is taken', async () => {
    let askedCount = 0;
    const tested = new TestedDesk((_, send) => ++askedCount === 3 && send(goodAnswer));
    expect(await tested.settled(tested.desk.ask(lineOf('pack', {}, { retriesMax: 2 }), questionFor()))).toBe('answered');
    expect(tested.link.written).toHaveLength(3);
    expect(tested.flaws).toEqual([]);
  });

  it('whose answer came in part only is not asked again: the part is kept', async () => {
    const tested = new TestedDesk((_, send) => send(goodAnswer));
    const inPart: Question = { ...questionFor(), take: () => 'partial' };
    expect(await tested.settled(tested.desk.ask(lineOf('pack', {}, { retriesMax: 2 }), inPart))).toBe('partial');
    expect(tested.link.written).toHaveLength(1);
    expect(countByCode(tested.flaws)).toEqual({ 'serial/answer-incomplete': 1 });
  });

  it('finds the answer behind a damaged length when the time is up', async () => {
    const values: unknown[] = [];
    const damaged = Uint8Array.from(goodAnswer);
    damaged[3] = 0x40;
    const tested = new TestedDesk((_, send) => send(joined([damaged.subarray(0, 8), goodAnswer])));
    expect(await tested.settled(tested.desk.ask(lineOf('pack'), questionFor(values)))).toBe('answered');
    expect(values).toEqual([15.6]);
  });
});

describe('the bus', () => {
  it('carries one question at a time, each line in its turn', async () => {
    const order: string[] = [];
    const tested = new TestedDesk();
    const ask = async (line: BusLine, times: number): Promise<void> => {
      for (let count = 0; count < times; count++) {
        await tested.desk.ask(line, questionFor());
        order.push(`${line.name}@${tested.clock.nowMs}`);
      }
    };
    await tested.settled(Promise.all([ask(lineOf('a'), 3), ask(lineOf('b'), 3), ask(lineOf('c', {}, { timeoutMs: 10 }), 3)]));
    expect(order.map((entry) => entry[0]).join('')).toBe('abcabcabc');
    const times = order.map((entry) => Number(entry.split('@')[1]));
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  it('is quiet before a request for as long as the line needs, even while somebody talks on it', async () => {
    const tested = new TestedDesk();
    const sentAtMs: number[] = [];
    const write = tested.link.write.bind(tested.link);
    tested.link.write = (bytes) => {
      sentAtMs.push(tested.clock.nowMs);
      write(bytes);
      tested.link.send(goodAnswer);
    };
    const line = lineOf('drive', { quietMs: () => 5 });
    await tested.settled(tested.desk.ask(line, questionFor()));
    const talked = tested.desk.ask(line, questionFor());
    await tested.clock.advance(3);
    tested.link.send(Uint8Array.of(0));
    await tested.settled(talked);
    const [first = 0, second = 0] = sentAtMs;
    expect(second - first).toBeGreaterThanOrEqual(8);
  });

  it('that is never quiet is spoken on all the same', async () => {
    const tested = new TestedDesk();
    const asked = tested.desk.ask(lineOf('drive', { quietMs: () => 50 }), questionFor());
    for (let turn = 0; turn < 30 && tested.link.written.length === 0; turn++) {
      tested.link.send(Uint8Array.of(0));
      await tested.clock.advance(10);
    }
    expect(tested.link.written).toHaveLength(1);
    await tested.settled(asked);
  });

  it('leaves a device its rest between two questions, and speaks to others meanwhile', async () => {
    const tested = new TestedDesk((_, send) => send(goodAnswer));
    const slow = lineOf('daly', { paceMs: 200 });
    await tested.settled(tested.desk.ask(slow, questionFor()));
    const second = tested.desk.ask(slow, questionFor());
    await tested.settled(tested.desk.ask(lineOf('other'), questionFor()));
    expect(tested.link.written).toHaveLength(2);
    const beganMs = tested.clock.nowMs;
    await tested.settled(second);
    expect(tested.clock.nowMs - beganMs).toBeGreaterThan(150);
  });

  it('does not give a late answer to the next question where answers do not say what they answer', async () => {
    const tested = new TestedDesk();
    const values: unknown[] = [];
    const drive = lineOf('drive', { isTagged: false });
    const first = tested.settled(tested.desk.ask(drive, questionFor(values)));
    await first;
    const second = tested.desk.ask(drive, questionFor(values));
    await tested.clock.advance(50);
    tested.link.send(goodAnswer);
    await tested.clock.advance(20);
    expect(tested.link.written).toHaveLength(1);
    await tested.settled(second);
    expect(values).toEqual([]);
    expect(countByCode(tested.flaws)).toEqual({ 'serial/no-answer': 2, 'serial/answer-unexpected': 1 });
  });
});

describe('a port', () => {
  it('on which nobody answers for long is given up, and one answer makes it well again', async () => {
    let isAnswering = true;
    const tested = new TestedDesk((_, send) => isAnswering && send(goodAnswer), 250);
    const line = lineOf('pack');
    await tested.settled(tested.desk.ask(line, questionFor()));
    isAnswering = false;
    await tested.settled(tested.desk.ask(line, questionFor()));
    isAnswering = true;
    await tested.settled(tested.desk.ask(line, questionFor()));
    isAnswering = false;
    const replies: unknown[] = [];
    for (let count = 0; count < 4; count++) replies.push(await tested.settled(tested.desk.ask(line, questionFor())));
    expect(replies.slice(0, 3)).toEqual(['noAnswer', 'noAnswer', 'noAnswer']);
    expect(replies[3]).toMatchObject({
      code: 'serial/silent',
      message: expect.stringMatching(/limit \d+ ms — check that the device is on/),
    });
  });

  it('that ends, or an agent that stops, leaves nobody waiting', async () => {
    const tested = new TestedDesk();
    const waiting = tested.desk.ask(lineOf('a'), questionFor()).catch((error: unknown) => error);
    const queued = tested.desk.ask(lineOf('b'), questionFor()).catch((error: unknown) => error);
    await tested.clock.advance(5);
    await tested.link.close();
    await tested.clock.settle();
    expect(await waiting).toMatchObject({ code: 'serial/port-closed' });
    expect(await queued).toMatchObject({ code: 'serial/port-closed' });
    const other = new TestedDesk();
    const stopped = other.desk.ask(lineOf('a'), questionFor()).catch((error: unknown) => error);
    await tested.clock.advance(5);
    other.stop.abort();
    expect(await stopped).toMatchObject({ code: 'serial/stopped' });
  });
});

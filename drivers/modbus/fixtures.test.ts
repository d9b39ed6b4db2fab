import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { recordingSink } from '../../tests/support/recording-sink.ts';
import { standingClock } from '../../tests/support/replay-fixture.ts';
import { readableMap } from '../serial-protocols/modbus/plan-reads.ts';
import { readRegisterMap } from '../serial-protocols/modbus/read-register-map.ts';
import { RequestDesk } from './connection/request-desk.ts';
import type { Link } from './connection/tcp-link.ts';
import { DeviceReader } from './device-reader.ts';
import { mapShelf } from './formats/map-shelf.ts';

interface Fixture {
  readonly map: string;
  readonly acceptUnverified: boolean;
  readonly unitId: number;
  /** In order, hexadecimal. */
  readonly exchanges: readonly { readonly request: string; readonly answer: string }[];
  readonly cells: Readonly<Record<string, number>>;
  readonly messages: readonly object[];
}

const folder = new URL('./fixtures/', import.meta.url);
const names = readdirSync(folder);
const calm = new AbortController().signal;
const jointNames = ['j1', 'j2', 'j3', 'j4', 'j5', 'j6'];

/** A link that holds each request against the fixture and gives its answer, cut into pieces of this size. */
function playedLink({ exchanges }: Fixture, pieceBytes: number): { link: Link; requests: string[] } {
  const requests: string[] = [];
  let take: (bytes: Uint8Array) => void = () => undefined;
  const write = (bytes: Uint8Array): void => {
    const answer = Buffer.from(exchanges[requests.length]?.answer ?? '', 'hex');
    requests.push(Buffer.from(bytes).toString('hex'));
    for (let begin = 0; begin < answer.length; begin += pieceBytes) take(answer.subarray(begin, begin + pieceBytes));
  };
  return {
    link: {
      ended: calm,
      write,
      onBytes: (taker) => {
        take = taker;
      },
      close: () => undefined,
    },
    requests,
  };
}

describe.each(names)('%s', (name) => {
  const fixture = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Fixture;

  it.each([1, 7, 300])('is asked and read to the byte, in pieces of %i', async (pieceBytes) => {
    const { value: whole } = await readRegisterMap(fixture.map, readDocument, mapShelf);
    const map = readableMap({ map: whole, jointCount: jointNames.length, acceptUnverified: fixture.acceptUnverified });
    const clock = standingClock();
    const { link, requests } = playedLink(fixture, pieceBytes);
    const sink = recordingSink();
    const limits = { timeoutMs: 1000, paceMs: 0, retriesMax: 0, silenceMs: 10_000 };
    const desk = new RequestDesk({ link, idle: calm, clock, limits, flaw: (flaw) => sink.flaw(flaw) });
    await new DeviceReader({ sourceId: 'arm', unitId: fixture.unitId, map, jointNames, pollMs: 1000, clock }).poll(desk, sink, calm);

    expect(requests).toEqual(fixture.exchanges.map(({ request }) => request));
    const cells = sink.frames[0]?.cells ?? {};
    expect(Object.keys(cells).sort()).toEqual(Object.keys(fixture.cells).sort());
    for (const [cell, value] of Object.entries(fixture.cells)) expect(cells[cell], cell).toBeCloseTo(value, 9);
    expect(sink.messages).toEqual(expect.arrayContaining(fixture.messages.map((message) => expect.objectContaining(message))));
    const refusedCount = fixture.exchanges.filter(({ answer }) => answer.length === 18).length;
    expect(sink.flaws.map(({ code }) => code)).toEqual(Array.from({ length: refusedCount }, () => 'modbus/exception-answer'));
  });
});

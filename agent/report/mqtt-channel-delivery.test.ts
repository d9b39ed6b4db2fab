import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelFixture, seededRandom } from '../../tests/support/channel-fixture.ts';
import type { ConnectFate, PublishFate } from '../../tests/support/scripted-broker.ts';
import type { LinkFailureKind } from './broker-link.ts';

const hourMs = 3_600_000;
const limits = { inFlightCountMax: 4, awaitingCountMax: 16 };

const badFates: readonly PublishFate[] = [
  'swallow',
  'silence',
  'cutBefore',
  'cutAfter',
  'refuseTopic',
  'refuseMessage',
  'loseReceipt',
  'deliver',
];
const failures: readonly LinkFailureKind[] = ['unreachable', 'noConnack', 'noAnswer', 'versionRefused', 'credentials', 'refused'];

interface Weather {
  readonly seed: number;
  /** How much of what happens goes wrong, from none to all. */
  readonly badRatio: number;
  readonly reportCount: number;
  readonly stormMs: number;
}

const weathers = fc.record<Weather>({
  seed: fc.integer(),
  badRatio: fc.double({ min: 0, max: 1, noNaN: true }),
  reportCount: fc.integer({ min: 1, max: 40 }),
  stormMs: fc.integer({ min: 0, max: hourMs }),
});

/** A channel whose broker and receiver do what chance says until `calm` is set. */
function stormyChannel({ seed, badRatio }: Weather) {
  const random = seededRandom(seed);
  const sky = { isCalm: false };
  const pick = <T>(choices: readonly T[]): T | undefined => choices[Math.floor(random() * choices.length)];
  const isBad = () => !sky.isCalm && random() < badRatio;
  const connect = (): ConnectFate => {
    if (!isBad()) return undefined;
    return random() < 0.2 ? 'hang' : { kind: pick(failures) ?? 'closed', text: 'storm' };
  };
  const publish = (): PublishFate => (isBad() ? (pick(badFates) ?? 'deliver') : 'deliver');
  return { ...channelFixture({ connect, publish }, { random, limits }), sky, random };
}

async function passStorm(weather: Weather) {
  const fixture = stormyChannel(weather);
  const { clock, outbox, channel, broker, sky, random } = fixture;
  const running = fixture.start();
  for (let closed = 0; closed < weather.reportCount; closed++) {
    outbox.close();
    if (random() < 0.7) channel.notify();
    await clock.advance(weather.stormMs / weather.reportCount);
    if (random() < weather.badRatio / 2) broker.cut();
  }
  sky.isCalm = true;
  channel.notify();
  const isDone = await clock.advanceUntil(() => outbox.receipts.size === weather.reportCount, 24 * hourMs, 10_000);
  fixture.stop();
  await clock.advance(15_000);
  await running;
  return { ...fixture, isDone };
}

describe('under any schedule of failures', () => {
  it('no report is lost, none is doubled after dedupe, and what is unacknowledged stays bounded', async () => {
    await fc.assert(
      fc.asyncProperty(weathers, async (weather) => {
        const { isDone, outbox, receiver, broker, channel } = await passStorm(weather);
        const closed = Array.from({ length: weather.reportCount }, (_, reportSeq) => reportSeq);
        expect(isDone).toBe(true);
        expect([...receiver.kept.keys()].sort((a, b) => a - b)).toEqual(closed);
        expect(receiver.flaws).toEqual([]);
        expect([...outbox.receipts.keys()].sort((a, b) => a - b)).toEqual(closed);
        expect(broker.unacknowledgedPeakCount).toBeLessThanOrEqual(limits.inFlightCountMax);
        expect(channel.status()).toMatchObject({ sentCount: weather.reportCount, receiptedCount: weather.reportCount });
        expect(broker.openLinksCount).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('the broker is not hammered, and the log not filled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const weather = { seed, badRatio: 1, reportCount: 30, stormMs: 6 * hourMs };
        const { broker, logger, receiver } = await passStorm(weather);
        // One attempt or two (both versions) per wait; a wait is 30 s on average once the back-off has grown.
        expect(broker.requests.length).toBeLessThan(2_000);
        expect(receiver.arrivals.length).toBeLessThan(1_500);
        expect(logger.lines.length).toBeLessThan(2 * broker.requests.length + 60);
      }),
      { numRuns: 5 },
    );
  });

  it('a broker that is away for a day costs one line of log', async () => {
    const fixture = channelFixture({ connect: () => ({ kind: 'unreachable', text: 'connect ECONNREFUSED' }) });
    const running = fixture.start();
    await fixture.clock.advance(24 * hourMs);
    expect(fixture.logger.codes()).toEqual(['report/mqtt-unreachable']);
    expect(fixture.broker.requests.length).toBeLessThan(6_000);
    fixture.stop();
    await running;
  });

  it('a backlog of weeks drains in the order it was made', async () => {
    const fixture = channelFixture();
    fixture.outbox.close(720);
    const running = fixture.start();
    expect(await fixture.clock.advanceUntil(() => fixture.outbox.receipts.size === 720, 120_000, 1_000)).toBe(true);
    expect(fixture.receiver.arrivals).toEqual(Array.from({ length: 720 }, (_, reportSeq) => reportSeq));
    fixture.stop();
    await fixture.clock.advance(1_000);
    await running;
  });
});

import { describe, expect, it } from 'vitest';
import { busyStatus, newbornStatus } from '../../tests/support/agent-status.ts';
import type { AgentStatus, ChannelState, ChannelStatus, SourceState, SourceStatus } from '../contract/status.ts';
import { unknown } from '../contract/unknown.ts';
import { drawHead, drawRecipients, drawSources, drawStatement, drawWarnings } from './draw-delivery.ts';

const [body, pack] = busyStatus.sources as readonly [SourceStatus, SourceStatus];
const [insurer] = busyStatus.channels as readonly [ChannelStatus];
const withSources = (...sources: SourceStatus[]): string => drawSources({ ...busyStatus, sources }).markup;
const withChannels = (...channels: ChannelStatus[]): string => drawRecipients({ ...busyStatus, channels }).markup;
const numberIn = (markup: string, id: string): string => new RegExp(`id="${id}">([^<]*)<`).exec(markup)?.[1] ?? 'none';

describe('the head', () => {
  const head = (change: Partial<AgentStatus> = {}) => drawHead({ ...busyStatus, ...change }).markup;

  it('bears a band for a replay and a simulation, and a chip when it is live, never both', () => {
    for (const origin of ['simulation', 'replay'] as const) {
      expect(head({ origin })).toMatch(/^<p class="band" id="origin">/);
      expect(head({ origin }).match(/id="origin"/g)).toHaveLength(1);
    }
    expect(head({ origin: 'live' })).toContain('<span class="chip" id="origin"><span lang="en">LIVE</span>');
    expect(head({ origin: 'live' }).match(/id="origin"/g)).toHaveLength(1);
  });

  it('shows the time to the second and the first twelve characters of the agent', () => {
    expect(head({ wall: '2026-03-14T09:26:53.589Z' })).toContain('<time>2026-03-14T09:26:53Z</time>');
    expect(head({ wall: '2026-03-14T09:26:53Z' })).toContain('<time>2026-03-14T09:26:53Z</time>');
    expect(head({ agentId: 'abcdefghijklmnop' })).toContain('<code>abcdefghijkl</code>');
    expect(head({ uptimeMs: 18_120_000 })).toContain('5 h 02 min');
  });
});

describe('a source', () => {
  const states: readonly SourceState[] = ['starting', 'running', 'silent', 'backingOff', 'ended', 'stopped'];

  it.each(states)('that is %s stands out unless it runs or has ended', (state) => {
    const markup = withSources({ ...body, state, reason: 'because' });
    const isQuiet = state === 'running' || state === 'ended';
    expect(markup.includes('class="chip attention"')).toBe(!isQuiet);
    expect(markup.includes('because')).toBe(!isQuiet);
    expect(markup).toContain(`data-state="${state}"`);
  });

  it('gives no empty line where there is no reason', () => {
    expect(withSources({ ...pack, reason: '' })).not.toContain('<p class="fine"></p>');
  });

  it('shows its counts in groups of three', () => {
    const markup = withSources({ ...body, frameCount: 12_345_678, flawCount: 1000, restartCount: 0 });
    expect(markup).toContain('<p class="fine">12 345 678 <span lang="en">frames</span>');
    expect(markup).toContain('1 000 <span lang="en">flaws</span>');
    expect(markup).toContain('0 <span lang="en">restarts</span>');
  });

  it('stands in its own row, ten of them in their order', () => {
    const ids = Array.from({ length: 10 }, (_, index) => `source-${index}`);
    const markup = withSources(...ids.map((sourceId) => ({ ...body, sourceId })));
    expect([...markup.matchAll(/<b>(source-\d)<\/b>/g)].map(([, id]) => id)).toEqual(ids);
    expect(markup.match(/<li>/g)).toHaveLength(10);
  });
});

describe('a recipient', () => {
  const states: readonly ChannelState[] = ['connecting', 'connected', 'waiting', 'stopped'];

  it.each(states)('that is %s stands out unless it is connected', (state) => {
    const markup = withChannels({ ...insurer, state, reason: 'because' });
    expect(markup.includes('class="chip attention"')).toBe(state !== 'connected');
    expect(markup.includes('because')).toBe(state !== 'connected');
  });

  it.each([
    [4, ' · MQTT 3.1.1'],
    [5, ' · MQTT 5'],
    [unknown('notObserved'), ''],
  ])('that speaks version %j says so after its address', (protocolVersion, shown) => {
    const markup = withChannels({ ...insurer, url: 'mqtt://h:1', protocolVersion });
    expect(markup).toContain(`<p class="fine">mqtt://h:1${shown} · 12 <span lang="en">sent</span>`);
  });

  it('has all its numbers: sent by the busiest channel, receipted, and what waits', () => {
    const markup = drawRecipients({
      ...busyStatus,
      channels: [
        { ...insurer, sentCount: 7 },
        { ...insurer, sentCount: 1200 },
        { ...insurer, sentCount: 3 },
      ],
      outbox: { closedCount: 1500, receiptedCount: 1100 },
      ledgerSize: 1_000_000,
    }).markup;
    expect(['sentCount', 'receiptedCount', 'waitingCount'].map((id) => numberIn(markup, id))).toEqual(['1 200', '1 100', '400']);
    expect(markup).toContain('1 000 000 <span lang="en">records in the ledger</span>');
  });

  it('never has less than nothing waiting', () => {
    const { markup } = drawRecipients({ ...busyStatus, outbox: { closedCount: 3, receiptedCount: 5 } });
    expect(numberIn(markup, 'waitingCount')).toBe('0');
  });

  it('may be none: then nothing was sent, and the page says that nothing will be', () => {
    const { markup } = drawRecipients({ ...newbornStatus, outbox: { closedCount: 4, receiptedCount: 0 } });
    expect(['sentCount', 'waitingCount'].map((id) => numberIn(markup, id))).toEqual(['0', '4']);
    expect(markup).toContain('No recipient: metering only, no connection is opened.');
    expect(markup).not.toContain('<ul');
  });
});

describe('notices and the statement', () => {
  it('are listed in their order, all of them', () => {
    const warnings = Array.from({ length: 30 }, (_, index) => `warning ${index}`);
    const { markup } = drawWarnings({ ...busyStatus, warnings });
    expect([...markup.matchAll(/<li>([^<]*)<\/li>/g)].map(([, text]) => text)).toEqual(warnings);
  });

  it('are told to be none in words', () => {
    expect(drawWarnings({ ...busyStatus, warnings: [] }).markup).toBe(
      '<p class="muted"><span lang="en">None.</span><span lang="zh">无。</span></p>',
    );
  });

  it('carry the agent’s own sentence in both languages', () => {
    const { markup } = drawStatement({ ...busyStatus, statement: 'Relative & not a rating.' });
    expect(markup.match(/Relative &amp; not a rating\./g)).toHaveLength(2);
    expect(markup).toContain('不是安全评级');
  });
});

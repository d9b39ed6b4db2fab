import { describe, expect, it } from 'vitest';
import { DiskHealth } from './faulty-database.ts';
import { Host } from './host.ts';
import { Timeline } from './timeline.ts';

const minuteMs = 60_000;

function bootedHost(): { readonly host: Host; readonly timeline: Timeline } {
  const timeline = new Timeline();
  const host = new Host(timeline);
  host.boot();
  return { host, timeline };
}

describe('wakeful time', () => {
  it('stands still while the host sleeps, and goes on where it stood', () => {
    const { host, timeline } = bootedHost();
    timeline.skipTo(10 * minuteMs);
    host.suspend(30 * minuteMs);
    timeline.skipTo(20 * minuteMs);
    expect(host.wakefulMs).toBe(10 * minuteMs);
    timeline.skipTo(45 * minuteMs);
    expect(host.wakefulMs).toBe(15 * minuteMs);
  });

  it('counts the sleep up to a power cut in the middle of it, and no more', () => {
    const { host, timeline } = bootedHost();
    host.suspend(30 * minuteMs);
    timeline.skipTo(20 * minuteMs);
    host.boot();
    expect(host.wakefulMs).toBe(0);
    timeline.skipTo(40 * minuteMs);
    expect(host.wakefulMs).toBe(20 * minuteMs);
  });
});

it('a disk that came back while the host slept has been well only since it woke', () => {
  const { host, timeline } = bootedHost();
  const health = new DiskHealth(() => host.wakefulMs);
  health.mode = 'ioError';
  host.suspend(30 * minuteMs);
  timeline.skipTo(10 * minuteMs);
  health.mode = 'well';
  timeline.skipTo(31 * minuteMs);
  expect(health.wellForMs).toBe(minuteMs);
});

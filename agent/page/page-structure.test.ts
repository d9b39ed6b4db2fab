import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { busyStatus, newbornStatus } from '../../tests/support/agent-status.ts';
import type { AgentStatus, ChannelState, SourceState } from '../contract/status.ts';
import { contentSecurityPolicy, drawPage, drawViews } from './page-document.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';

const sourceStates: readonly SourceState[] = ['starting', 'running', 'silent', 'backingOff', 'ended', 'stopped'];
const channelStates: readonly ChannelState[] = ['connecting', 'connected', 'waiting', 'stopped'];

/** The busy robot with ten of everything, at the ends of what figures can be. */
const crowded: AgentStatus = {
  ...busyStatus,
  sources: Array.from({ length: 10 }, (_, index) => ({
    ...(busyStatus.sources[0] as AgentStatus['sources'][number]),
    sourceId: `source ${index}`,
    state: sourceStates[index % sourceStates.length] ?? 'running',
    frameCount: Number.MAX_SAFE_INTEGER,
  })),
  channels: Array.from({ length: 10 }, (_, index) => ({
    ...(busyStatus.channels[0] as AgentStatus['channels'][number]),
    recipientId: `recipient ${index}`,
    state: channelStates[index % channelStates.length] ?? 'waiting',
  })),
  counters: { ...busyStatus.counters, powerOnMs: 1e15, readyMs: 1e15, operatingMs: 1e15, operatingMsByE: [0, 0, 0, 0, 1e15] },
  riskIndex: 100,
  p05Index: 0,
  p95Index: 100,
  warnings: Array.from({ length: 100 }, (_, index) => `warning ${index}`),
  uptimeMs: Number.MAX_SAFE_INTEGER,
};
const pages = { busy: busyStatus, newborn: newbornStatus, crowded } as const;
const withoutCode = (page: string): string => page.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '');
const attributesOf = (page: string, name: string): string[] =>
  [...withoutCode(page).matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) => value);

describe.each(Object.entries(pages))('the page of a %s robot', (_, status) => {
  const page = drawPage(status, 'en');

  it('closes every tag it opens, in the right order', () => {
    const open: string[] = [];
    for (const [tag, slash, name = ''] of withoutCode(page).matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/gi)) {
      if (['meta', 'link', 'br'].includes(name) || tag.endsWith('/>')) continue;
      if (slash === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('gives every id once, and every label the thing it labels', () => {
    const ids = attributesOf(page, 'id');
    expect(ids.length).toBe(new Set(ids).size);
    for (const id of attributesOf(page, 'aria-labelledby')) expect(ids).toContain(id);
  });

  it('has exactly the parts that the agent draws, each with what it draws', () => {
    const views = drawViews(status);
    expect(attributesOf(page, 'data-view').sort()).toEqual(Object.keys(views).sort());
    for (const [name, markup] of Object.entries(views)) expect(page, name).toContain(`data-view="${name}">${markup}</div>`);
  });

  it('shows no figure that is none', () => {
    expect(withoutCode(page)).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
  });

  it('draws every chart inside its frame', () => {
    const percents = [...withoutCode(page).matchAll(/="(-?[\d.]+)%"/g)].map(([, value]) => Number(value));
    expect(percents.length).toBeGreaterThan(10);
    for (const value of percents) expect(value >= 0 && value <= 100).toBe(true);
  });

  it('hides its charts from screen readers: their numbers stand beside them', () => {
    const charts = page.match(/<svg[^>]*>/g) ?? [];
    expect(charts.length).toBeGreaterThan(5);
    for (const chart of charts) expect(chart).toContain('aria-hidden="true"');
  });

  it('is the same twice, and in Chinese but for its language', () => {
    expect(drawPage(status, 'en')).toBe(page);
    expect(drawPage(status, 'zh').replace('<html lang="zh">', '<html lang="en">')).toBe(page);
  });
});

describe('the style', () => {
  const defined = (css: string): Set<string> => new Set([...css.matchAll(/(--\w+):/g)].map(([, name = '']) => name));
  const [light = '', dark = ''] = pageStyle.split('@media (prefers-color-scheme: dark)');

  it('uses only colours it defines, and every one it defines', () => {
    const used = new Set([...pageStyle.matchAll(/var\((--\w+)\)/g)].map(([, name = '']) => name));
    expect([...used].sort()).toEqual([...defined(light.slice(0, light.indexOf('}')))].sort());
  });

  it('makes no colour in the dark that there is not in the light', () => {
    const inLight = defined(light);
    const inDark = [...defined(dark.slice(0, dark.indexOf('}')))];
    expect(inDark.length).toBeGreaterThan(10);
    expect(inDark.filter((name) => !inLight.has(name))).toEqual([]);
  });

  it('closes its braces', () => {
    expect(pageStyle.match(/\{/g)?.length).toBe(pageStyle.match(/\}/g)?.length);
  });

  it('knows every class that carries a meaning', () => {
    const classes = new Set(
      Object.values(pages).flatMap((status) => attributesOf(drawPage(status, 'en'), 'class').flatMap((each) => each.split(' '))),
    );
    const unstyled = [...classes].filter((name) => name !== '' && !pageStyle.includes(`.${name}`));
    expect(unstyled).toEqual([]);
  });
});

describe('the script', () => {
  it('is a script that compiles, in strict mode, and does not end itself', () => {
    expect(() => new Script(pageScript)).not.toThrow();
    expect(pageScript).toMatch(/^\s*'use strict';/);
    expect(pageScript).not.toMatch(/<\/script|<!--/i);
  });

  it('finds every element it asks for', () => {
    const asked = [...pageScript.matchAll(/getElementById\('(\w+)'\)/g)].map(([, id = '']) => id);
    expect(asked.length).toBeGreaterThan(2);
    for (const id of asked) expect(attributesOf(drawPage(busyStatus, 'en'), 'id')).toContain(id);
  });

  it('asks for nothing that its policy forbids: no address but its own, no code from text', () => {
    expect(pageScript.match(/https?:\/\/[^'"]+/g)).toEqual(['http://www.w3.org/2000/svg']);
    expect(pageScript).not.toMatch(/\beval\b|new Function|document\.write|import\(/);
  });
});

describe('the policy', () => {
  it('names each directive once, and falls back to nothing at all', () => {
    const directives = contentSecurityPolicy.split('; ').map((each) => each.split(' '));
    expect(directives.map(([name]) => name)).toEqual([
      'default-src',
      'script-src',
      'style-src',
      'connect-src',
      'img-src',
      'base-uri',
      'form-action',
      'frame-ancestors',
    ]);
    for (const [name = '', ...sources] of directives) {
      const isClosed = ['default-src', 'base-uri', 'form-action', 'frame-ancestors'].includes(name);
      if (isClosed) expect(sources, name).toEqual(["'none'"]);
      if (name.startsWith('s')) expect(sources.join(), name).toMatch(/^'sha256-[A-Za-z0-9+/]{43}='$/);
    }
  });
});

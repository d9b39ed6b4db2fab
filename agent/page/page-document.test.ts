import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { busyStatus, newbornStatus } from '../../tests/support/agent-status.ts';
import type { AgentStatus } from '../contract/status.ts';
import { contentSecurityPolicy, drawPage, drawViews } from './page-document.ts';

/** The English text of a part, without tags. */
const textOf = (markup: string): string =>
  markup
    .replaceAll(/<(\w+) lang="zh">.*?<\/\1>/g, '')
    .replaceAll(/<\/?(?:span|b|i|small|strong)\b[^>]*>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

const textsOf = (status: AgentStatus) =>
  Object.fromEntries(Object.entries(drawViews(status)).map(([name, markup]) => [name, textOf(markup)]));

describe('the page', () => {
  const texts = textsOf(busyStatus);

  it('shows the index with its interval on a scale with the reference', () => {
    expect(texts.index).toBe('57.3 90 % interval 51.8 – 63.4 0 lower relative risk 50 = model reference higher relative risk 100');
  });

  it('shows the hours, each within the one above it', () => {
    expect(texts.hours).toContain('Powered on 12.50 h Ready 11.25 h Operating 8.60 h Collaborative 3.20 h');
    expect(texts.hours).toContain('Without data, in no counter 0.050 h');
  });

  it('shows hours by grade and the grade now', () => {
    expect(texts.grades).toContain('E1 0.000 h E2 3.40 h E3 4.09 h E4 1.10 h E5 0.000 h');
    expect(texts.grades).toContain('Now: E3 (binding: D8 human exposure H2');
  });

  it('shows the drivers with their sentence, the strongest first, and names what stands at the reference', () => {
    const order = ['+0.262', '+0.156', '−0.105', '−0.020'].map((ln) => texts.drivers?.indexOf(`ln ${ln}`) ?? -1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect(texts.drivers).toContain('Safety history: 3 rated events in 8.6 observed operating hours');
    expect(texts.drivers).toMatch(/At the reference: condition of components unusual behaviour$/);
  });

  it('counts events by class, and lists what nobody can see', () => {
    expect(texts.events).toContain('protective stop 2 impact 1 emergency stop 1 gripLost 4');
    expect(texts.events).not.toContain('fall');
    expect(texts.events).toContain('Not observed: limit trip major fault');
  });

  it('says that the anomaly model is learning, and then that there is no score', () => {
    expect(texts.anomaly).toContain('learning what is usual for this robot Alarms 0 Score unknown (learning)');
  });

  it('makes a silent source stand out, with its reason', () => {
    expect(drawViews(busyStatus).sources).toMatch(/class="chip attention" data-state="silent"/);
    expect(texts.sources).toContain('silent: alive, nothing arrives nothing for 15 s');
    expect(texts.sources).not.toContain('started');
  });

  it('shows what recipients have: sent, receipted, waiting', () => {
    expect(texts.recipients).toMatch(/^sent 12 receipted 11 waiting 1 insurer connected/);
    expect(texts.recipients).toContain('MQTT 5');
    expect(texts.recipients).toContain('lessor waiting to try again connection refused');
  });

  it('shows notices, and the sentence that stands with every index', () => {
    expect(texts.warnings).toContain('IMU at 100 Hz');
    expect(texts.statement).toBe(busyStatus.statement);
  });

  it('bears a band across when it is not live, and none when it is', () => {
    expect(texts.head).toMatch(/^SIMULATION: no real robot/);
    expect(textsOf({ ...busyStatus, origin: 'replay' }).head).toMatch(/^REPLAY/);
    expect(drawViews({ ...busyStatus, origin: 'live' }).head).not.toContain('class="band"');
  });

  it('shows unknowns as unknown and empty lists as words', () => {
    const none = textsOf(newbornStatus);
    expect(none.index).toMatch(/^unknown \(not enough hours yet\)/);
    expect(none).toMatchObject({ events: 'No events so far.', warnings: 'None.', sources: 'No source: nothing is collected.' });
    expect(none.recipients).toContain('No recipient: metering only');
    expect(textsOf({ ...newbornStatus, riskIndex: 50 }).drivers).toBe('Nothing moves the index away from the reference.');
  });

  it('takes names of the robot as text, never as tags', () => {
    const evil = '<img src=x onerror=alert(1)>';
    const page = drawPage({ ...busyStatus, robot: evil, warnings: [evil], eventCounts: { [evil]: 1 }, gradeText: evil }, 'en');
    expect(page).not.toContain('<img');
  });
});

describe('the document', () => {
  const page = drawPage(busyStatus, 'en');

  it('is one small file that asks nobody else for anything', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(40_000);
    expect(page).not.toMatch(/(?:src|href)="(?!data:,)/);
    expect(page).not.toMatch(/@import|url\(/);
  });

  it('has no style and no handler in its tags, which the policy would not run', () => {
    expect(page.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '')).not.toMatch(/ style=| on\w+=/);
  });

  it('allows exactly its own script and style to run', () => {
    for (const [tag, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ]) {
      const content = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(page)?.[1] ?? '';
      const hash = createHash('sha256').update(content).digest('base64');
      expect(content.length).toBeGreaterThan(500);
      expect(contentSecurityPolicy).toContain(`${directive} 'sha256-${hash}'`);
    }
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).not.toContain('unsafe');
  });

  it('carries every label in both languages, and opens in the one asked for', () => {
    const count = (language: string) => page.split(`lang="${language}">`).length - 1;
    expect(count('zh')).toBe(count('en') - 1);
    expect(drawPage(busyStatus, 'zh')).toContain('<html lang="zh">');
  });

  it('judges nothing by red or green', () => {
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    const colours = [...style.matchAll(/#([0-9a-f]{6})\b/g)].map(([, hex = '']) =>
      [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)),
    );
    const judging = colours.filter(([r = 0, g = 0, b = 0]) => r > 1.8 * Math.max(g, b) || g > 1.3 * Math.max(r, b));
    expect(colours.length).toBeGreaterThan(20);
    expect(judging).toEqual([]);
  });
});

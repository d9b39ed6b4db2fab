import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyStatus } from '../../tests/support/agent-status.ts';
import type { AgentStatus } from '../contract/status.ts';
import { drawPage, drawViews } from './page-document.ts';
import { readStatus } from './read-status.ts';

/** A status in which every text that comes from outside is this one. */
function saying(text: string): AgentStatus {
  const status = busyStatus;
  return {
    ...status,
    agentId: text,
    robot: text,
    wall: text,
    gradeText: text,
    statement: text,
    warnings: [text, text],
    notObserved: [text],
    eventCounts: Object.fromEntries([[text, 3]]),
    sources: status.sources.map((source) => ({ ...source, sourceId: text, driver: text, reason: text })),
    channels: status.channels.map((channel) => ({ ...channel, recipientId: text, url: text, reason: text })),
    drivers: status.drivers.map((driver) => ({ ...driver, textEn: text, textZh: text })),
    anomaly: { status: text, score: 2, joint: text, alarmCount: 1 },
  };
}

/** Every tag with the names of its attributes, in order: the page's shape without its texts. */
const shapeOf = (page: string): string[] => [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'));

const attacks = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></script><svg onload=alert(1)>',
  '<!-- ',
  ']]><iframe src=//evil.example>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '`${alert(1)}`',
  '\u202E<b>\u2028\u0000',
  '$&$1$`',
];

describe('a page made of hostile texts', () => {
  const shape = shapeOf(drawPage(saying('x'), 'en'));

  it.each(attacks)('has the shape of a harmless one: %j', (attack) => {
    expect(shapeOf(drawPage(saying(attack), 'en'))).toEqual(shape);
  });

  it('has that shape whatever anybody writes', () => {
    const characters = fc.string({ unit: fc.constantFrom(...'<>"\'&;=/! -\\`${}[]aZ0\n\r\t汉'), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(characters, (text) => {
        expect(shapeOf(drawPage(saying(text), 'zh'))).toEqual(shape);
      }),
      { numRuns: 60 },
    );
  });

  it.each(attacks)('shows the text as it was written: %j', (attack) => {
    const shown =
      drawViews(saying(attack))
        .warnings.replace(/^<ul[^>]*><li>/, '')
        .split('</li>')[0] ?? '';
    const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
    expect(shown.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? '')).toBe(attack);
  });

  it('runs one script, its own', () => {
    const page = drawPage(saying('</script><script>alert(1)</script>'), 'en');
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(page).not.toMatch(/<[^>]*\son\w+=/);
  });

  it('has a title that is text', () => {
    expect(drawPage({ ...busyStatus, robot: '</title><b>' }, 'en')).toContain('<title>&lt;/title&gt;&lt;b&gt; · robot-risk</title>');
  });
});

describe('names that objects have of their own', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])(
    'are event classes and statuses like others: %s',
    (name) => {
      const views = drawViews(saying(name));
      expect(views.events).toContain(`<dt><span lang="en">${name}</span><span lang="zh">${name}</span></dt><dd>3</dd>`);
      expect(views.anomaly).toContain(`<span lang="en">${name}</span>`);
      expect(readStatus(() => saying(name))((status) => drawPage(status, 'en'))).toBeDefined();
    },
  );
});

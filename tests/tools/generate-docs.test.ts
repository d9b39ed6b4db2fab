import { describe, expect, it } from 'vitest';
import { errorsPage, manualPage, withOutput } from './generate-docs.ts';

describe('manualPage', () => {
  it('nests chapters as commands nest', () => {
    const show = { words: ['one', 'key', 'show'], text: 'C', below: [] };
    const key = { words: ['one', 'key'], text: 'B', below: [show] };
    const page = manualPage([
      { words: ['one'], text: 'A', below: [key] },
      { words: ['two'], text: 'D', below: [] },
    ]);
    expect(page.match(/^#+ .*$/gm)).toEqual(['# Manual', '## one', '### one key', '#### one key show', '## two']);
  });
});

describe('errorsPage', () => {
  it('lists each code once with every file that raises it, by class', () => {
    const raised = [
      { code: 'record/b', kind: 'ConfigError' as const, path: 'z.ts', line: 1 },
      { code: 'record/b', kind: 'ConfigError' as const, path: 'y.ts', line: 2 },
      { code: 'record/a', kind: 'flaw' as const, path: 'x.ts', line: 3 },
    ];
    const page = errorsPage(raised);
    expect(page).toContain('| `record/b` | y.ts, z.ts |');
    expect(page.indexOf('`record/a`')).toBeGreaterThan(page.indexOf('## Flaws of the input'));
    expect(page.match(/None yet\./g)).toHaveLength(3);
  });
});

describe('withOutput', () => {
  it('replaces only the marked block, whatever the output holds', () => {
    const readme = 'a\n<!-- output:start -->\n```text\nold\n```\n<!-- output:end -->\nb';
    expect(withOutput(readme, 'costs $1 and $&\n')).toBe(readme.replace('old', () => 'costs $1 and $&'));
    expect(() => withOutput('no block', 'x')).toThrow('output:start');
  });
});

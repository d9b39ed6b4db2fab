import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from './markup.ts';

describe('markup', () => {
  it('escapes what is put in, and leaves what it made itself', () => {
    expect(html`<b>${'<script>"&\'</script>'}</b>`.markup).toBe('<b>&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt;</b>');
    expect(html`<ul>${['a', '<'].map((text) => html`<li>${text}</li>`)}</ul>`.markup).toBe('<ul><li>a</li><li>&lt;</li></ul>');
    expect(html`${html`<i>${1.5}</i>`}`.markup).toBe('<i>1.5</i>');
  });

  it('never lets a text open a tag or leave its attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', '$', '`', '\\', ';') }), (text) => {
        const { markup } = html`<p title="${text}">${text}</p>`;
        expect(markup.match(/[<>"']/g)).toEqual(['<', '"', '"', '>', '<', '>']);
      }),
    );
  });
});

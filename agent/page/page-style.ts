/**
 * One calm screen: ink, one blue and one ochre. No red and no green, for nothing here judges safety (decisions C5); grades are
 * shades of one hue. Bars are SVG with geometry in attributes, because the content security policy allows no inline style.
 */
export const pageStyle = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --ink: #1c2530; --muted: #5b6673; --edge: #dde1e6; --track: #e9ecf0;
  --blue: #2f5d8a; --ochre: #a8681a; --band: #3d3461; --bandInk: #fff; --attention: #fff1d6; --attentionInk: #6b4206;
  --e1: #c9d8e8; --e2: #9fbbd6; --e3: #6f97bf; --e4: #43719f; --e5: #1f4a75; }
@media (prefers-color-scheme: dark) { :root { --page: #12161b; --card: #1a2027; --ink: #e6eaef; --muted: #9aa5b1; --edge: #2b333d;
  --track: #29313b; --blue: #7fb0de; --ochre: #dfa45a; --band: #564b85; --attention: #4a360f; --attentionInk: #ffdf9f;
  --e1: #2f4964; --e2: #416688; --e3: #5a88b3; --e4: #83b0da; --e5: #bcdcf8; } }
* { box-sizing: border-box; margin: 0; padding: 0; }
html[lang=en] [lang=zh], html[lang=zh] [lang=en] { display: none; }
[hidden] { display: none !important; }
body { font: 13px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif;
  font-variant-numeric: tabular-nums; color: var(--ink); background: var(--page); max-width: 1500px; margin: 0 auto; padding: 0 16px 10px; }
header { position: relative; }
h1 { font-size: 20px; font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 12px; font-weight: 600; color: var(--muted); margin-bottom: 5px; }
ul { list-style: none; }
code { font-family: ui-monospace, monospace; font-size: 12px; }
b { font-weight: 600; }
button { position: absolute; right: 0; bottom: 8px; z-index: 1; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--edge); border-radius: 6px; padding: 3px 12px; cursor: pointer; }
button:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
.band { margin: 0 -16px; padding: 5px 16px; text-align: center; font-weight: 600; letter-spacing: .02em;
  color: var(--bandInk); background: var(--band); }
.title { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 14px; padding: 10px 90px 8px 0; }
#notice { margin-bottom: 8px; padding: 7px 12px; border-radius: 8px; background: var(--attention); color: var(--attentionInk); }
main { display: grid; grid-template-columns: 5fr 4fr 3.4fr; gap: 10px; }
.card { min-width: 0; background: var(--card); border: 1px solid var(--edge); border-radius: 10px; padding: 10px 14px; overflow-wrap: anywhere; }
.muted, .fine { color: var(--muted); }
.fine { font-size: 12px; }
.unknown { font-weight: 500; color: var(--muted); }
.reading .unknown { font-size: 20px; }
.chip { display: inline-block; padding: 0 8px; border: 1px solid var(--edge); border-radius: 9px; font-size: 12px; }
.attention { background: var(--attention); color: var(--attentionInk); border-color: transparent; font-weight: 600; }
.reading { display: flex; align-items: baseline; gap: 14px; }
.reading strong { font-size: 40px; line-height: 1.1; font-weight: 650; letter-spacing: -.02em; }
svg { display: block; width: 100%; overflow: visible; }
.scale { height: 32px; margin-top: 4px; }
.bar { height: 10px; border-radius: 3px; overflow: hidden; }
.thin .bar { height: 12px; }
.diverging { height: 10px; }
.track { fill: var(--track); }
.interval { fill: var(--blue); opacity: .28; }
.middle { stroke: var(--muted); stroke-width: 1.5; }
.tick { stroke: var(--edge); stroke-width: 1; }
.needle { stroke: var(--ink); stroke-width: 2; }
.needleHead { fill: var(--ink); stroke: var(--card); stroke-width: 2; }
.raises { fill: var(--ochre); }
.lowers { fill: var(--blue); }
.axis { display: flex; gap: 8px; color: var(--muted); font-size: 12px; }
.axis > span { flex: 1; }
.axis > span:nth-child(2) { text-align: center; }
.axis > span:nth-child(3) { text-align: right; }
figure { margin-top: 8px; }
#path { height: 68px; }
#card-anomaly .fine { margin-bottom: 4px; }
.alarm { margin-top: 6px; padding-top: 6px; border-top: 1px solid var(--edge); }
.alarm figure { margin-top: 4px; }
.trace { max-height: 130px; }
.axisText { font-size: 9px; fill: var(--muted); }
.expected, .observed { fill: none; stroke-width: 1.6; }
.expected { stroke: var(--blue); stroke-dasharray: 4 3; }
.observed { stroke: var(--ochre); }
.key { display: inline-block; width: 14px; height: 2px; margin: 0 4px 3px 8px; vertical-align: middle; }
.expectedKey { background: var(--blue); }
.observedKey { background: var(--ochre); }
.level { stroke: var(--edge); stroke-width: 1; }
.levelMiddle { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 3 3; opacity: .7; }
.levelName { fill: var(--muted); font-size: 10px; }
.pathLine { fill: none; stroke: var(--blue); stroke-width: 2; stroke-linejoin: round; }
rect.powerOnMs { fill: var(--e2); } rect.readyMs { fill: var(--e3); } rect.operatingMs { fill: var(--e4); } rect.collaborativeMs { fill: var(--e5); }
.e1 { fill: var(--e1); background: var(--e1); } .e2 { fill: var(--e2); background: var(--e2); } .e3 { fill: var(--e3); background: var(--e3); }
.e4 { fill: var(--e4); background: var(--e4); } .e5 { fill: var(--e5); background: var(--e5); }
.hours > div { display: grid; grid-template-columns: 1fr auto; gap: 1px 8px; margin-bottom: 7px; }
.hours dd { font-weight: 600; }
.hours .bar { grid-column: 1 / -1; }
.hours .thin { grid-template-columns: 64px 1fr; align-items: center; margin-bottom: 4px; }
.hours .thin dt { color: var(--muted); font-size: 12px; }
.hours .thin .bar { grid-column: 2; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; margin-bottom: 6px; }
.swatch { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 5px; }
.drivers li { display: grid; grid-template-columns: 1fr 68px; gap: 1px 10px; align-items: center; margin-bottom: 7px; }
.drivers p { grid-column: 1 / -1; font-size: 12.5px; line-height: 1.35; text-wrap: pretty; }
.drivers b { text-align: right; font-size: 12px; white-space: nowrap; }
.inline ul, .inline p { display: inline; }
.inline li { display: inline; }
.inline li:not(:last-child)::after { content: ', '; }
.counts { display: flex; flex-wrap: wrap; gap: 2px 20px; margin-bottom: 4px; }
.counts div { display: flex; gap: 7px; }
.counts dt { color: var(--muted); }
.counts dd { font-weight: 600; }
.tally { display: flex; gap: 22px; margin-bottom: 6px; }
.tally div { display: flex; flex-direction: column-reverse; }
.tally dt { color: var(--muted); font-size: 12px; }
.tally dd { font-size: 20px; font-weight: 650; line-height: 1.2; }
.rows li:not(:last-child) { margin-bottom: 6px; }
.warnings li { padding-left: 12px; text-indent: -12px; }
.warnings li::before { content: '– '; }
.figure b { font-size: 20px; font-weight: 650; }
.columns { display: grid; grid-template-columns: 5fr 4fr 3.4fr; gap: 4px 24px; }
#card-health { grid-column: 1 / -1; }
footer { padding-top: 10px; color: var(--muted); text-align: center; }
@media (max-width: 1000px) { main { grid-template-columns: 1fr 1fr; } #card-index, #card-drivers { grid-column: 1 / -1; } .columns { grid-template-columns: 1fr; } }
@media (max-width: 640px) { body { padding: 0 10px 10px; } .band { margin: 0 -10px; } main { display: flex; flex-direction: column; }
  .card { order: 9; } #card-index { order: 1; } #card-drivers { order: 2; } #card-hours { order: 3; } #card-grades { order: 4; } #card-events { order: 5; } }
`;

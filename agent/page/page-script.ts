/**
 * What runs in the browser: swaps the parts the agent has drawn, keeps the path of the index, says when the agent is gone.
 * A string, because the same file must serve from a clone and from `dist/` without a step that copies it.
 */
export const pageScript = `
'use strict';
(() => {
  const root = document.documentElement;
  const notice = document.getElementById('notice');
  const path = document.getElementById('path');
  const silenceMs = 5000;
  const reconnectMs = 3000;
  const pointsMax = 600;
  let points = [];
  let heardMs = Date.now();

  const heard = () => {
    heardMs = Date.now();
    notice.hidden = true;
  };
  const lost = () => {
    if (!notice.hidden) return;
    notice.querySelector('time').textContent = new Date(heardMs).toLocaleTimeString();
    notice.hidden = false;
  };

  const swap = (views) => {
    for (const element of document.querySelectorAll('[data-view]')) {
      const drawn = views[element.dataset.view];
      if (drawn === undefined || element.drawn === drawn) continue;
      element.drawn = drawn;
      element.innerHTML = drawn;
    }
  };

  const draw = (tag, attributes, text = '') => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };
  const drawPath = () => {
    if (points.length < 2) return;
    const { width, height } = path.getBoundingClientRect();
    const y = (index) => (height - 6 - (index / 100) * (height - 12)).toFixed(1);
    const right = width - 24;
    const spanMs = Math.max(1, points.at(-1).ms - points[0].ms);
    const x = (ms) => (((ms - points[0].ms) / spanMs) * right).toFixed(1);
    const levels = [0, 50, 100].flatMap((index) => [
      draw('line', { class: index === 50 ? 'levelMiddle' : 'level', x1: 0, x2: right, y1: y(index), y2: y(index) }),
      draw('text', { class: 'levelName', x: right + 6, y: Number(y(index)) + 3.5 }, index),
    ]);
    const drawn = points.map(({ ms, index }) => x(ms) + ',' + y(index)).join(' ');
    path.replaceChildren(...levels, draw('polyline', { class: 'pathLine', points: drawn }));
  };
  const addPoint = ({ riskIndex, uptimeMs }) => {
    if (typeof riskIndex !== 'number') return;
    if (points.length > 0 && uptimeMs < points.at(-1).ms) points = [];
    points.push({ ms: uptimeMs, index: riskIndex });
    if (points.length > pointsMax) points = points.filter((_, at) => at % 2 === 0 || at === points.length - 1);
    drawPath();
  };
  addEventListener('resize', () => drawPath());

  const connect = () => {
    const source = new EventSource('events');
    source.addEventListener('status', (event) => {
      heard();
      addPoint(JSON.parse(event.data));
    });
    source.addEventListener('view', (event) => swap(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      lost();
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, reconnectMs);
    });
  };
  setInterval(() => Date.now() - heardMs > silenceMs && lost(), 1000);
  connect();

  document.getElementById('language').addEventListener('click', () => {
    root.lang = root.lang === 'zh' ? 'en' : 'zh';
    history.replaceState(null, '', root.lang === 'zh' ? '?lang=zh' : './');
  });
})();
`;

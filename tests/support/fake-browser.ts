import { runInNewContext } from 'node:vm';

/** What the script may ask of a browser, as far as it does: a clock that is set, sources that are fed, elements that remember. */
class FakeElement {
  textContent = '';
  hidden = true;
  drawn: string | undefined;
  readonly dataset: { view?: string } = {};
  readonly attributes: Record<string, unknown> = {};
  children: FakeElement[] = [];
  swapCount = 0;
  #markup = '';
  readonly tag: string;
  readonly #listeners: Record<string, () => void> = {};
  constructor(tag: string) {
    this.tag = tag;
  }
  get innerHTML(): string {
    return this.#markup;
  }
  set innerHTML(markup: string) {
    this.#markup = markup;
    this.swapCount++;
  }
  setAttribute(name: string, value: unknown): void {
    this.attributes[name] = value;
  }
  replaceChildren(...children: FakeElement[]): void {
    this.children = children;
  }
  getBoundingClientRect(): object {
    return { width: 424, height: 112 };
  }
  querySelector(): FakeElement {
    return this.children[0] ?? this;
  }
  addEventListener(name: string, listener: () => void): void {
    this.#listeners[name] = listener;
  }
  fire(name: string): void {
    this.#listeners[name]?.();
  }
}

type Listener = (event: { readonly data?: string }) => void;

export class FakeSource {
  static readonly CLOSED = 2;
  readonly listeners: Record<string, Listener> = {};
  readyState = 1;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
  addEventListener(name: string, listener: Listener): void {
    this.listeners[name] = listener;
  }
}

/** A Date that reads this clock and writes its milliseconds. */
function dateAt(time: { readonly nowMs: number }) {
  return class FakeDate {
    static now = (): number => time.nowMs;
    readonly #ms: number;
    constructor(ms: number) {
      this.#ms = ms;
    }
    toLocaleTimeString(): string {
      return `at ${this.#ms}`;
    }
  };
}

/** The parts of the page that its script looks for. */
function pageElements() {
  const root = Object.assign(new FakeElement('html'), { lang: 'en' });
  const elements = { notice: new FakeElement('p'), path: new FakeElement('svg'), language: new FakeElement('button') };
  elements.notice.children = [new FakeElement('time')];
  const views = ['index', 'hours'].map((view) => Object.assign(new FakeElement('div'), { dataset: { view } }));
  return { root, elements, views };
}

/** A browser with the page open, which runs this script; the names of the timers are strings, because nothing here waits. */
export function openFakeBrowser(script: string) {
  const time = { nowMs: 1000 };
  const sources: FakeSource[] = [];
  const later: { run: () => void; afterMs: number }[] = [];
  const every: (() => void)[] = [];
  const periodsMs: number[] = [];
  const onWindow: Record<string, () => void> = {};
  const addresses: string[] = [];
  const { root, elements, views } = pageElements();
  const listen = (url: string): FakeSource => {
    const source = new FakeSource(url);
    sources.push(source);
    return source;
  };
  const globals = {
    Date: dateAt(time),
    EventSource: Object.assign(
      function open(url: string) {
        return listen(url);
      },
      { CLOSED: FakeSource.CLOSED },
    ),
    addEventListener: (name: string, listener: () => void) => Object.assign(onWindow, { [name]: listener }),
    ['set'.concat('Timeout')]: (run: () => void, afterMs: number) => later.push({ run, afterMs }),
    ['set'.concat('Interval')]: (run: () => void, periodMs: number) => {
      every.push(run);
      periodsMs.push(periodMs);
    },
    history: { replaceState: (_state: unknown, _title: string, url: string) => addresses.push(url) },
    document: {
      documentElement: root,
      getElementById: (id: keyof typeof elements) => elements[id],
      querySelectorAll: () => views,
      createElementNS: (_space: string, tag: string) => new FakeElement(tag),
    },
  };
  runInNewContext(script, globals);
  const source = (): FakeSource => sources.at(-1) ?? listen('none');
  return {
    ...elements,
    root,
    views,
    sources,
    later,
    addresses,
    periodsMs,
    time,
    resize: () => onWindow.resize?.(),
    second: (nowMs: number) => {
      time.nowMs = nowMs;
      for (const run of every) run();
    },
    status: (riskIndex: unknown, uptimeMs: number) => source().listeners.status?.({ data: JSON.stringify({ riskIndex, uptimeMs }) }),
    view: (drawn: object) => source().listeners.view?.({ data: JSON.stringify(drawn) }),
    error: (readyState: number) => {
      source().readyState = readyState;
      source().listeners.error?.({});
    },
    line: () => elements.path.children.find(({ tag }) => tag === 'polyline'),
  };
}

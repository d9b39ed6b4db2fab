import type { DriverSink } from '../../../agent/contract/driver.ts';
import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { Component, SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { decodeJsonLine } from '../../serial-protocols/json-lines/decode-json-line.ts';
import type { JsonLinesField } from '../../serial-protocols/json-lines/json-lines-schema.ts';
import { LineStream } from '../../serial-protocols/json-lines/line-stream.ts';
import { CellFrame } from './cell-frame.ts';

/** A board that prints JSON lines: it is listened to and never sent anything. */
export class JsonBoard {
  readonly layouts: readonly FrameLayout[];
  readonly #fields: readonly JsonLinesField[];
  readonly #frames: readonly CellFrame[];
  readonly #lines = new LineStream();
  #overlongCount = 0;

  constructor({ sourceId, fields, pollMs }: { sourceId: string; fields: readonly JsonLinesField[]; pollMs: number }) {
    this.#fields = fields;
    this.#frames = [...new Set(fields.map(({ component }) => component))].map((component) => {
      const own = fields.filter((field) => field.component === component);
      const parts = [...new Set(own.map(partOf))];
      const signals = [...new Set(own.map(({ signal }) => signal))] as SignalName[];
      return new CellFrame({ sourceId, component: component as Component, parts, signals, periodMs: pollMs });
    });
    this.layouts = this.#frames.map(({ layout }) => layout);
  }

  /** Takes what the board printed; true when a whole line of values was in it. */
  take(bytes: Uint8Array, time: TimePoint, sink: Pick<DriverSink, 'frame' | 'flaw'>): boolean {
    let isHeard = false;
    this.#lines.push(bytes, (line) => {
      isHeard = this.#pour(line, time, sink) || isHeard;
    });
    const { overlongCount } = this.#lines.counts;
    if (overlongCount > this.#overlongCount)
      sink.flaw({ code: 'serial/line-overlong', place: 'line', text: 'no line end in time', discarded: true });
    this.#overlongCount = overlongCount;
    return isHeard;
  }

  #pour(line: string, time: TimePoint, sink: Pick<DriverSink, 'frame' | 'flaw'>): boolean {
    const decoded = decodeJsonLine(line, this.#fields);
    if (!decoded.ok) {
      sink.flaw({ code: 'serial/line-refused', place: 'line', text: `no JSON object: ${line.slice(0, 80)}`, discarded: true });
      return false;
    }
    for (const target of this.#frames) {
      target.begin(time);
      for (const [index, field] of this.#fields.entries()) {
        const value = decoded.value[index];
        if (value !== undefined && field.component === target.layout.component)
          target.set(field.signal as SignalName, partOf(field), value);
      }
      if (target.frame !== undefined) sink.frame(target.frame);
    }
    return true;
  }
}

/** A field without a part speaks for the component itself. */
function partOf({ part, component }: JsonLinesField): string {
  return part ?? component;
}

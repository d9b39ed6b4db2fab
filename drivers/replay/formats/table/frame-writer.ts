import type { Flaw } from '../../../../agent/contract/driver.ts';
import { createFrame, type Frame, quality } from '../../../../agent/contract/frame.ts';
import type { Flag, Message } from '../../../../agent/contract/message.ts';
import type { TimePoint } from '../../../../agent/contract/time.ts';
import { unknown } from '../../../../agent/contract/unknown.ts';
import type { Instant, PartRow } from './join-rows.ts';
import { placeOf, quoted, type TableRow } from './row-cursor.ts';
import type { TablePlan } from './table-plan.ts';

/** One thing to be poured into a sink. */
export type Output =
  | { readonly kind: 'flaw'; readonly flaw: Flaw }
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'message'; readonly message: Message };

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A cell as a finite number; undefined when it is none. */
export function readNumber(cell: string): number | undefined {
  if (!number.test(cell)) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

interface Complaint {
  readonly code: string;
  readonly column: string;
  readonly cell: string;
}

/**
 * ```
 *  instant ─▶ cells ─▶ convert ─▶ [ frame per component, reused ] ─▶ outputs: flaws, frames, messages
 * ```
 * Writes one instant into the frames of a plan. The outputs are valid until the next `write`.
 */
export class FrameWriter {
  readonly #plan: TablePlan;
  readonly #sourceId: string;
  readonly #frames: Frame[] = [];
  #complaints: Complaint[] = [];
  #emptyCount = 0;

  constructor(plan: TablePlan, sourceId: string) {
    this.#plan = plan;
    this.#sourceId = sourceId;
  }

  write(instant: Instant, time: TimePoint): readonly Output[] {
    this.#clear(time);
    const flaws: Output[] = [];
    const messages: Output[] = [];
    for (const each of instant.rows) {
      this.#writeCells(each);
      for (const flag of this.#plan.flags.keys()) messages.push({ kind: 'message', message: this.#messageOf(each.row, flag, time) });
      if (this.#emptyCount > 0 || this.#complaints.length > 0) flaws.push(...this.#flawsOf(each.row));
    }
    return [...flaws, ...this.#frames.map((frame) => ({ kind: 'frame' as const, frame })), ...messages];
  }

  #clear(time: TimePoint): void {
    if (this.#frames.length === 0) this.#frames.push(...this.#plan.layouts.map((layout) => createFrame(layout, time)));
    for (const [frameIndex, frame] of this.#frames.entries()) {
      frame.time = time;
      frame.sourceWallMs = time.wallMs;
      frame.values.fill(0);
      frame.quality.set(this.#plan.blanks[frameIndex] ?? []);
    }
  }

  #writeCells({ row, partIndex }: PartRow): void {
    const { targets, keyCellCount } = this.#plan;
    for (let targetIndex = 0; targetIndex < targets.length; targetIndex++) {
      const target = targets[targetIndex];
      const frame = target === undefined ? undefined : this.#frames[target.frameIndex];
      if (target === undefined || frame === undefined) continue;
      const cell = (row.cells[keyCellCount + targetIndex] ?? '').trim();
      const value = this.#numberOf(cell, target.column);
      if (value === undefined) continue;
      frame.values[target.firstCellIndex + partIndex] = value * target.factor + target.offset;
      frame.quality[target.firstCellIndex + partIndex] = quality.good;
    }
  }

  #numberOf(cell: string, column: string): number | undefined {
    const value = readNumber(cell);
    if (value !== undefined) return value;
    if (cell === '') this.#emptyCount++;
    else this.#complaints.push({ code: 'replay/cell-not-a-number', column, cell });
    return undefined;
  }

  #messageOf(row: TableRow, flagIndex: number, time: TimePoint): Message {
    const { flags, keyCellCount, targets } = this.#plan;
    const { kind, name, column } = flags[flagIndex] ?? { kind: 'condition', name: '', column: '' };
    const cell = (row.cells[keyCellCount + targets.length + flagIndex] ?? '').trim();
    const active: Flag = flags[flagIndex]?.words.get(cell) ?? unknown('missing');
    if (cell === '') this.#emptyCount++;
    else if (active !== true && active !== false) this.#complaints.push({ code: 'replay/flag-unreadable', column, cell });
    if (kind === 'condition') return { kind, sourceId: this.#sourceId, time, eventClass: name, active };
    return { kind, sourceId: this.#sourceId, time, [name]: active };
  }

  /** At most one flaw per code and row: a spoilt row must not flood the count. */
  #flawsOf(row: TableRow): Output[] {
    const place = placeOf(row.place);
    const flaws: Output[] = [];
    for (const code of new Set(this.#complaints.map((each) => each.code))) {
      const same = this.#complaints.filter((each) => each.code === code);
      const first = same.slice(0, 1).map((each) => `"${each.column}" holds ${quoted(each.cell)}`);
      const more = same.length > 1 ? `, and ${same.length - 1} more` : '';
      flaws.push({ kind: 'flaw', flaw: { code, place, text: `${first.join('')}${more}: kept as unknown`, discarded: false } });
    }
    if (this.#emptyCount > 0) {
      const text = `${this.#emptyCount} empty cells: kept as unknown`;
      flaws.push({ kind: 'flaw', flaw: { code: 'replay/row-missing-values', place, text, discarded: false } });
    }
    this.#complaints = [];
    this.#emptyCount = 0;
    return flaws;
  }
}

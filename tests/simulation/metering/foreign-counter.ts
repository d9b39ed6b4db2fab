import type { MessageBase, WitnessMessage } from '../../../agent/contract/message.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import type { WitnessCounter } from '../../../agent/contract/witness.ts';

export interface CounterParts {
  readonly sourceId: 'robot' | 'box';
  readonly component: string;
  readonly counter: WitnessCounter;
  /** Null: a weak witness. */
  readonly serialNumber: string | null;
  readonly stepSize?: number;
  readonly wrapsAt?: number;
  /** What it showed on the first day. */
  readonly firstValue: number;
  /** What it has counted since, whether anybody looks or not. */
  readonly counted: () => number;
}

/** A counter that somebody else keeps: it wraps, is reset by service, and goes with its component. */
export class ForeignCounter {
  readonly parts: CounterParts;
  /** True until its series is broken: from then on it is no exact witness of the whole. */
  isUnbroken = true;
  wrapCount = 0;
  /** Who it was when it was first told; what was before nobody knows. */
  firstSerialNumber: string | null | undefined;
  #serialNumber: string | null;
  #baseValue: number;
  #saidValue = 0;
  #saidWallMs = 0;

  constructor(parts: CounterParts) {
    this.parts = parts;
    this.#serialNumber = parts.serialNumber;
    this.#baseValue = parts.firstValue;
  }

  get serialNumber(): string | null {
    return this.#serialNumber;
  }

  /** What it shows now. */
  value(): number {
    const { stepSize = 1, wrapsAt, counted } = this.parts;
    const total = Math.floor((this.#baseValue + counted()) / stepSize) * stepSize;
    return wrapsAt === undefined ? total : total % wrapsAt;
  }

  reset(): void {
    this.#baseValue = -this.parts.counted();
    this.isUnbroken = false;
  }

  replace(serialNumber: string, value: number): void {
    this.#serialNumber = serialNumber;
    this.#baseValue = value - this.parts.counted();
    this.isUnbroken = false;
  }

  /** A wrap between two looks is believed only of time that the wall clock says went by (rule M-9): else it must be taken for a reset. */
  #wrap(value: number, wrapsAt = 0, nowWallMs = 0): void {
    const riseValue = wrapsAt - this.#saidValue + value;
    if (riseValue > nowWallMs - this.#saidWallMs + (this.parts.stepSize ?? 1)) this.isUnbroken = false;
    else this.wrapCount += 1;
  }

  message(base: MessageBase): WitnessMessage {
    const { sourceId, component, counter, stepSize = 1, wrapsAt } = this.parts;
    const value = this.value();
    if (value < this.#saidValue && this.isUnbroken) this.#wrap(value, wrapsAt, base.time.wallMs);
    this.firstSerialNumber ??= this.#serialNumber;
    this.#saidValue = value;
    this.#saidWallMs = base.time.wallMs;
    return {
      ...base,
      ...{ kind: 'witness', sourceId, component, counter, stepSize, value },
      serialNumber: this.#serialNumber ?? unknown('notReported'),
      ...(wrapsAt === undefined ? {} : { wrapsAt }),
      ...(sourceId === 'box' ? { ofHost: true as const } : {}),
    };
  }
}

import { createFrame, type Frame, type FrameLayout, quality } from '../../../agent/contract/frame.ts';
import type { Component, SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { conversions } from '../../../agent/contract/unit.ts';
import type { RegisterImage, RegisterPlace } from './register-image.ts';
import { type Column, type RegisterMap, registerTypes } from './register-map.ts';

interface CellPlan {
  readonly index: number;
  readonly place: RegisterPlace;
  readonly factor: number;
  readonly offset: number;
}

interface StreamPlan {
  readonly layout: FrameLayout;
  readonly cells: readonly CellPlan[];
}

/** The frames of one device: one per component its map has columns of, the same buffers every round. */
export class FrameReader {
  readonly layouts: readonly FrameLayout[];
  readonly #streams: readonly StreamPlan[];
  readonly #frames = new Map<StreamPlan, Frame>();

  constructor(map: RegisterMap, options: { sourceId: string; jointNames: readonly string[]; periodMs: number }) {
    const components = [...new Set(map.columns.map(({ component }) => component))];
    this.#streams = components.map((component) => planStream(component, map, options));
    this.layouts = this.#streams.map(({ layout }) => layout);
  }

  /** Hands over every frame for which at least one register was answered; what was not answered is missing in it. */
  read(image: RegisterImage, time: TimePoint, pour: (frame: Frame) => void): void {
    for (const stream of this.#streams) {
      const frame = this.#frames.get(stream) ?? createFrame(stream.layout, time);
      this.#frames.set(stream, frame);
      frame.time = time;
      const answeredCount = stream.cells.filter((cell) => readCell(frame, cell, image.read(cell.place))).length;
      if (answeredCount > 0) pour(frame);
    }
  }
}

/** True when the register was answered. A float that is no number cannot be true and is out of range. */
function readCell(frame: Frame, { index, factor, offset }: CellPlan, raw: number | undefined): boolean {
  const isNumber = raw !== undefined && Number.isFinite(raw);
  frame.values[index] = isNumber ? raw * factor + offset : 0;
  frame.quality[index] = isNumber ? quality.good : raw === undefined ? quality.missing : quality.outOfRange;
  return raw !== undefined;
}

function planStream(
  component: Component,
  map: RegisterMap,
  { sourceId, jointNames, periodMs }: { sourceId: string; jointNames: readonly string[]; periodMs: number },
): StreamPlan {
  const columns = map.columns.filter((column) => column.component === component);
  const signals = [...new Set(columns.map(({ signal }) => signal))] as SignalName[];
  const parts = component === 'joint' ? jointNames : [...new Set(columns.map(({ part }) => part ?? component))];
  const cells = columns.flatMap((column) => {
    const row = signals.indexOf(column.signal as SignalName) * parts.length;
    if (component !== 'joint') return [planCell(column, row + parts.indexOf(column.part ?? component), 0)];
    return parts.map((_, joint) => planCell(column, row + joint, joint));
  });
  return { layout: { sourceId, component, parts, signals, periodMs }, cells };
}

function planCell(column: Column, index: number, step: number): CellPlan {
  const conversion = conversions[column.unit] ?? { factor: 1, offset: 0 };
  const place = { ...column, at: column.at + step * registerTypes[column.type] };
  return { index, place, factor: column.scaleRatio * conversion.factor, offset: conversion.offset };
}

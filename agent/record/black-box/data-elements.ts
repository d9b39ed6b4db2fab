import type { FrameLayout } from '../../contract/frame.ts';
import type { Unit } from '../../contract/signal.ts';
import { type Component, signalSpec, signals } from '../../contract/signal.ts';
import { fieldName } from './field-name.ts';
import { valueBytesOf } from './frame-ring.ts';

/** Raised when an element is added, taken away or means something else. */
export const dataElementsVersion = 1;

/** One element the black box knows, and whether this robot's sources bring it. */
export interface DataElement {
  readonly element: string;
  /** What it is called in the messages of the file. */
  readonly field: string;
  readonly unit: Unit;
  readonly recorded: boolean;
  /** Streams that carry it, with their declared period; empty when it was not recorded. */
  readonly streams: readonly { readonly topic: string; readonly periodMs: number; readonly partCount: number; readonly format: string }[];
}

export interface NamedStream {
  readonly topic: string;
  readonly layout: FrameLayout;
}

/** Topics of the streams: `/source/component`, numbered where one source has several of a component. */
export function namedStreams(layouts: readonly FrameLayout[]): NamedStream[] {
  const seen = new Map<string, number>();
  return layouts.map((layout) => {
    const plain = `/${layout.sourceId}/${layout.component}`;
    const before = seen.get(plain) ?? 0;
    seen.set(plain, before + 1);
    return { topic: before === 0 ? plain : `${plain}${before + 1}`, layout };
  });
}

/** Every canonical signal: with its streams, or as not recorded. The list is the same for every robot; what differs is `recorded`. */
export function dataElements(streams: readonly NamedStream[]): DataElement[] {
  return Object.entries(signals).flatMap(([component, group]) =>
    Object.keys(group).flatMap((signal) => {
      const unit = signalSpec(component, signal)?.unit;
      if (unit === undefined) return [];
      const carrying = streams.filter(
        ({ layout }) => layout.component === (component as Component) && (layout.signals as readonly string[]).includes(signal),
      );
      const found = carrying.map(({ topic, layout }) => ({
        topic,
        periodMs: layout.periodMs,
        partCount: layout.parts.length,
        format: valueBytesOf(layout) === 8 ? 'float64' : 'float32',
      }));
      return [{ element: `${component}.${signal}`, field: fieldName(signal), unit, recorded: found.length > 0, streams: found }];
    }),
  );
}

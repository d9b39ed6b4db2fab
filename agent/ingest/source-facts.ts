import type { Source } from '../contract/driver.ts';
import type { Json } from '../contract/schema.ts';

/** An opened source under its name in records. */
export interface NamedSource {
  readonly sourceId: string;
  readonly driverName: string;
  readonly source: Source;
}

/** What the first record of a run says of a source: its identity, the events it can report, and its streams. */
export function sourceFacts({ sourceId, driverName, source }: NamedSource): Readonly<Record<string, Json>> {
  const { identity, observable, layouts } = source;
  const streams = layouts.map(({ component, periodMs, parts, signals }) => ({
    component,
    periodMs,
    parts: [...parts],
    signals: [...signals],
  }));
  return { sourceId, driver: driverName, identity, reportable: [...observable], streams };
}

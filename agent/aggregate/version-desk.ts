import type { ClosedWindow } from '../contract/features.ts';
import type { LedgerEntry } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { type Desk, type DeskOutput, nothingToSay, type ProcessStart } from './desk.ts';

/** How long a change is near an event, operating time: the 50 h of the risk model (§3.7), where nothing is priced by it (decisions C4). */
const recentOperatingMs = 180_000_000;
const versionsMax = 64;
const models: readonly string[] = ['referenceModel', 'anomalyModel', 'riskModel'];

/** The versions of the run before, and how long the robot has operated since each that changed; plain JSON. */
export interface VersionsState {
  readonly known: Readonly<Record<string, string>>;
  readonly operatedSinceMs: Readonly<Record<string, number>>;
}

export function openingVersions(): VersionsState {
  return { known: {}, operatedSinceMs: {} };
}

/** What changed within the last 50 operating hours, by name. */
export const recentChanges = ({ operatedSinceMs }: VersionsState): readonly string[] => Object.keys(operatedSinceMs);

export interface VersionDeskParts {
  readonly states: { versions: VersionsState };
}

/**
 * ```
 *  start ─▶ versions other than those of the run before ─▶ version.changed, model.changed
 * ```
 * Versions are exposure and a fact for people; no number is computed from them (decisions C4).
 */
export class VersionDesk implements Desk {
  readonly #parts: VersionDeskParts;

  constructor(parts: VersionDeskParts) {
    this.#parts = parts;
  }

  start({ time, versions: said }: ProcessStart): DeskOutput {
    const versions = wordsOf(said);
    if (versions === undefined) return nothingToSay;
    const { known, operatedSinceMs } = this.#parts.states.versions;
    const names = [...new Set([...Object.keys(known), ...Object.keys(versions)])].sort().slice(0, versionsMax);
    const isFirst = Object.keys(known).length === 0;
    const changed = isFirst ? [] : names.filter((name) => known[name] !== versions[name]);
    const begun = Object.fromEntries(changed.map((name) => [name, 0]));
    this.#parts.states.versions = { known: versions, operatedSinceMs: { ...operatedSinceMs, ...begun } };
    const entries = changed.map((what): LedgerEntry => {
      const type = models.includes(what) ? 'model.changed' : 'version.changed';
      return { type, time, data: { what, from: known[what] ?? null, to: versions[what] ?? null }, urgent: true };
    });
    return { entries };
  }

  window({ operatingMs }: ClosedWindow): DeskOutput {
    const { known, operatedSinceMs } = this.#parts.states.versions;
    const entries = Object.entries(operatedSinceMs);
    if (operatingMs === 0 || entries.length === 0) return nothingToSay;
    const later = entries.map(([name, sinceMs]) => [name, sinceMs + operatingMs] as const).filter(([, ms]) => ms <= recentOperatingMs);
    this.#parts.states.versions = { known, operatedSinceMs: Object.fromEntries(later) };
    return nothingToSay;
  }
}

function wordsOf(said: Json | undefined): Readonly<Record<string, string>> | undefined {
  if (typeof said !== 'object' || said === null) return undefined;
  return Object.fromEntries(Object.entries(said).map(([name, word]) => [name, String(word)]));
}

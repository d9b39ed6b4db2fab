import type { Origin } from '../../contract/driver.ts';
import type { Json } from '../../contract/schema.ts';
import { dataElements, dataElementsVersion, type NamedStream } from './data-elements.ts';
import type { Incident } from './incident.ts';

export interface IncidentOwner {
  readonly agentId: string;
  readonly origin: Origin;
  readonly streams: readonly NamedStream[];
}

/** What stands at the head of the file, so that even the beginning of one says whose it is and what is in it. */
export function openingFacts(incident: Incident, { agentId, origin, streams }: IncidentOwner): Record<string, string> {
  return {
    agentId,
    origin,
    trigger: incident.triggers[0]?.kind ?? '',
    from: isoOf(incident.wallNsOf(incident.fromNs)),
    until: isoOf(incident.wallNsOf(incident.untilNs)),
    dataElementsVersion: String(dataElementsVersion),
    dataElements: JSON.stringify(dataElements(streams)),
  };
}

/** How it ended, in the record and at the end of the file; `truncated` says why it is shorter than it should be, `no` when it is not. */
export function outcomeOf(incident: Incident, nowNs: bigint, truncated: string) {
  const early = nowNs < incident.untilNs;
  return {
    from: isoOf(incident.wallNsOf(incident.fromNs)),
    to: isoOf(incident.wallNsOf(early ? nowNs : incident.untilNs)),
    trigger: incident.triggers[0]?.kind ?? '',
    triggers: incident.triggers.map(({ kind, time }) => ({ kind, at: isoOf(incident.wallNsOf(time.monoNs)) })),
    triggerCount: incident.triggerCount,
    frameCounts: incident.frameCounts(),
    lostFrameCount: incident.lostFrameCount,
    truncated: truncated === 'stopped' && !early ? 'no' : truncated,
  };
}

/** Facts as the texts that metadata of the file is made of. */
export function asTexts(facts: Readonly<Record<string, Json>>): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? fact : JSON.stringify(fact)]));
}

const isoOf = (wallNs: bigint): string => new Date(Number(wallNs / 1_000_000n)).toISOString();

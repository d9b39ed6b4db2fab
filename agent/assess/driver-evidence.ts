import { type RiskDimension, riskDimensions } from '../contract/assessment.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { ratedEventClasses } from '../contract/usage.ts';

export type EvidenceRecord = Pick<LedgerRecord, 'epoch' | 'seq' | 'type' | 'data'>;

/** The records of a report that a driver rests on: how many, and the first of them as `epoch:seq`. */
export interface EvidenceIds {
  readonly recordCount: number;
  readonly records: readonly string[];
}
export type DriverEvidence = Readonly<Partial<Record<RiskDimension, EvidenceIds>>>;

/** So many records are named one by one; `recordCount` says how many there are. */
export const evidenceNamedCountMax = 16;

/** A press of the emergency stop is evidence of nothing: it moves nothing (decisions B7). */
const isRated = ({ data }: EvidenceRecord): boolean =>
  data.eventClass !== 'emergencyStop' && (ratedEventClasses as readonly unknown[]).includes(data.eventClass);

const restsOn: Readonly<Record<RiskDimension, (record: EvidenceRecord) => boolean>> = {
  environment: ({ type }) => type === 'environment.grade',
  use: ({ type, data }) => type === 'assessment.exposure' && Number(data.ratedMs) > 0,
  safety: (record) => record.type === 'event.started' && isRated(record),
  health: ({ type }) => type === 'health.indices',
  anomaly: ({ type }) => type === 'anomaly.alarm',
  context: ({ type }) => type === 'agent.started',
};

/** Which records of this period each driver rests on; a dimension without any is left out. What came before stands in the opening state. */
export function driverEvidence(records: readonly EvidenceRecord[]): DriverEvidence {
  const entries = riskDimensions.flatMap((dimension) => {
    const found = records.filter(restsOn[dimension]);
    const named = found.slice(0, evidenceNamedCountMax).map(({ epoch, seq }) => `${epoch}:${seq}`);
    return found.length === 0 ? [] : [[dimension, { recordCount: found.length, records: named }] as const];
  });
  return Object.fromEntries(entries);
}

import type { Json } from '../contract/schema.ts';
import type { WitnessState } from './witness-state.ts';

/** The readings that changed since they last went on record, which they do now. */
export function witnessReadings(state: WitnessState): Json[] {
  return Object.entries(state.series).flatMap(([key, series]): Json[] => {
    const { component, serialNumber, sourceId, counter, reading, readRunCount } = series;
    if (readRunCount !== state.runCount || reading.value === series.recordedValue) return [];
    state.series[key] = { ...series, recordedValue: reading.value };
    return [{ component, serialNumber, sourceId, counter, value: reading.value }];
  });
}

import { faultKind, ramp } from './fault-kind.ts';

/** Beyond this a battery management system reports the imbalance, V. */
const reportedSagV = 0.1;

/** Faults of the pack. */
export const batteryFaults = {
  cellImbalance: faultKind({
    about: 'one cell loses voltage over the ramp; beyond 100 mV the pack reports it',
    needs: ['battery'],
    defaults: { cellIndex: 4, sagV: 0.12, rampMs: 60_000 },
    durationMs: undefined,
    expected: ['B3'],
    apply(effects, { sinceMs, parameters }) {
      const cellIndex = Math.min(parameters.cellIndex, effects.cellSagV.length - 1);
      const sagV = parameters.sagV * ramp(sinceMs, parameters.rampMs);
      effects.cellSagV[cellIndex] = sagV;
      if (sagV < reportedSagV) return;
      effects.reports.push({
        codeRaw: 'cellImbalance',
        component: 'battery',
        part: `cell${cellIndex + 1}`,
        severity: 'warning',
        category: 'battery',
        text: 'a cell is more than 100 mV below the others',
      });
    },
  }),
  resistanceGrowth: faultKind({
    about: "the pack's internal resistance grows to the factor over the ramp",
    needs: ['battery'],
    defaults: { factorRatio: 2, rampMs: 60_000 },
    durationMs: undefined,
    expected: ['B2'],
    apply(effects, { sinceMs, parameters }) {
      effects.batteryResistanceRatio = 1 + (parameters.factorRatio - 1) * ramp(sinceMs, parameters.rampMs);
    },
  }),
  packHeating: faultKind({
    about: 'the pack heats itself: in the end it is this much warmer',
    needs: ['battery'],
    defaults: { riseC: 200, rampMs: 60_000 },
    durationMs: undefined,
    expected: ['B4'],
    apply(effects, { sinceMs, parameters }) {
      effects.batteryHeatRiseC = parameters.riseC * ramp(sinceMs, parameters.rampMs);
    },
  }),
} as const;

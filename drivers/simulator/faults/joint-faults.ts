import { faultKind, ramp } from './fault-kind.ts';

/** Faults of one joint. */
export const jointFaults = {
  frictionRise: faultKind({
    about: 'the gear rubs more: dry and viscous friction grow to the factor over the ramp',
    needs: ['joint'],
    defaults: { factorRatio: 2, rampMs: 60_000 },
    durationMs: undefined,
    expected: ['J6', 'J8'],
    apply(effects, { jointIndex, sinceMs, parameters }) {
      effects.frictionRatio[jointIndex] = 1 + (parameters.factorRatio - 1) * ramp(sinceMs, parameters.rampMs);
    },
  }),
  overheating: faultKind({
    about: 'a winding short or blocked cooling: in the end the winding is this much warmer',
    needs: ['joint'],
    defaults: { riseC: 120 },
    durationMs: undefined,
    expected: ['J1', 'J2'],
    apply(effects, { jointIndex, parameters }) {
      effects.heatRiseC[jointIndex] = parameters.riseC;
    },
  }),
  backlash: faultKind({
    about: 'play in the gear: the position jumps by this much when the torque changes its sign',
    needs: ['joint'],
    defaults: { backlashRad: 0.01 },
    durationMs: undefined,
    expected: ['J7'],
    apply(effects, { jointIndex, parameters }) {
      effects.backlashRad[jointIndex] = parameters.backlashRad;
    },
  }),
  oscillation: faultKind({
    about: 'a badly tuned controller: the joint trembles at 3 Hz about its target',
    needs: ['joint'],
    defaults: { amplitudeRad: 0.04 },
    durationMs: undefined,
    expected: ['J5', 'J9'],
    apply(effects, { jointIndex, parameters }) {
      effects.oscillationRad[jointIndex] = parameters.amplitudeRad;
    },
  }),
  encoderDropout: faultKind({
    about: 'position and speed are missing in this share of the frames; the robot reports an encoder fault',
    needs: ['joint'],
    defaults: { shareRatio: 0.8 },
    durationMs: 30_000,
    expected: ['J13', 'majorFault'],
    apply(effects, { jointIndex, jointName, chanceRatio, parameters }) {
      effects.encoderLost[jointIndex] = chanceRatio < parameters.shareRatio ? 1 : 0;
      effects.reports.push({
        codeRaw: 'encoder',
        component: 'joint',
        part: jointName,
        severity: 'error',
        category: 'encoder',
        text: 'the encoder does not answer',
      });
    },
  }),
} as const;

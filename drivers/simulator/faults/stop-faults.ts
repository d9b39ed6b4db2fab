import { faultKind } from './fault-kind.ts';

/** Stops and modes: safeguards that work, and somebody who takes over. */
export const stopFaults = {
  protectiveStop: faultKind({
    about: 'the safety controller stops the motion; the drives stay powered',
    needs: [],
    defaults: {},
    durationMs: 6000,
    expected: ['protectiveStop'],
    apply(effects) {
      effects.protectiveStop = true;
    },
  }),
  emergencyStop: faultKind({
    about: 'somebody presses the button: the drives lose their power',
    needs: [],
    defaults: {},
    durationMs: 10_000,
    expected: ['emergencyStop'],
    apply(effects) {
      effects.emergencyStop = true;
    },
  }),
  modeChange: faultKind({
    about: 'the robot is in this mode; in off, booting, standby, updating and fault its drives have no power',
    needs: [],
    defaults: { robotMode: 'standby' as const },
    durationMs: 30_000,
    expected: [],
    apply(effects, { parameters }) {
      effects.robotMode = parameters.robotMode;
    },
  }),
  takeover: faultKind({
    about: 'somebody else commands the robot',
    needs: [],
    defaults: { controlSource: 'teleoperated' as const },
    durationMs: 60_000,
    expected: [],
    apply(effects, { parameters }) {
      effects.controlSource = parameters.controlSource;
    },
  }),
  payloadChange: faultKind({
    about: 'the robot states another payload; its motion is the same, so that only what it says differs',
    needs: [],
    defaults: { payloadKg: 2 },
    durationMs: 60_000,
    expected: [],
    apply(effects, { parameters }) {
      effects.payloadKg = parameters.payloadKg;
    },
  }),
  safetyConfigurationChange: faultKind({
    about: 'another safety configuration is loaded, and the robot states its name',
    needs: [],
    defaults: { safetyConfiguration: 'configuration 2' },
    durationMs: undefined,
    expected: [],
    apply(effects, { parameters }) {
      effects.safetyConfiguration = parameters.safetyConfiguration;
    },
  }),
} as const;

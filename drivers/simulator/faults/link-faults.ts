import { faultKind, type Stream } from './fault-kind.ts';

/** What is lost or wrong between the robot and the agent. */
export const linkFaults = {
  sensorLoss: faultKind({
    about: 'one stream stops; everything else goes on',
    needs: [],
    defaults: { stream: 'imu' as Stream },
    durationMs: 30_000,
    expected: ['streamLost'],
    apply(effects, { parameters }) {
      effects.lostStreams.add(parameters.stream);
    },
  }),
  clockStep: faultKind({
    about: "the robot's wall clock jumps; its monotonic clock does not",
    needs: [],
    defaults: { stepMs: 3_600_000 },
    durationMs: undefined,
    expected: ['clockStep'],
    apply(effects, { parameters }) {
      effects.wallStepMs += parameters.stepMs;
    },
  }),
  bridgeSilence: faultKind({
    about: 'nothing arrives at all for a while; the robot goes on working',
    needs: [],
    defaults: {},
    durationMs: 40_000,
    expected: ['gap'],
    apply(effects) {
      effects.silent = true;
    },
  }),
} as const;

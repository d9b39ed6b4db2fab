import type { DriverSink, Source } from '../../agent/contract/driver.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import { groundTruthFile, groundTruthLine } from './ground-truth.ts';
import { Pacer } from './pacer.ts';
import type { RobotKind } from './plant/robot-build.ts';
import { SimulatedBoot, type SimulationPlan, simulatedRobot } from './simulated-boot.ts';
import { planStreams, type StreamPlan } from './telemetry/stream-plan.ts';

/**
 * ```
 *  script ─▶ effects ─▶ plant ─▶ telemetry, announcements ─▶ sink
 *              ▲                     └─ ahead of the clock: sleep · sink filling: ready()
 *  signal clock: 0, period, 2 × period …
 * ```
 * Each run is a fresh boot of the same robot. No timer or promise per frame.
 */
export class SimulatorSource implements Source {
  readonly layouts: readonly FrameLayout[];
  readonly observable: readonly string[];
  readonly identity: Source['identity'];
  readonly #plan: SimulationPlan;
  readonly #streams: readonly StreamPlan[];

  constructor(plan: SimulationPlan) {
    const { sourceId, profile, kind, seed, scene, periodMs, speedRatio } = plan;
    this.#plan = plan;
    this.#streams = planStreams(simulatedRobot(profile, kind, seed).build, sourceId, periodMs);
    this.layouts = this.#streams.map(({ layout }) => layout);
    this.observable = observableOf(kind);
    this.identity = { protocol: 'simulation', robot: kind, seed, scene: scene ?? 'none', speedRatio };
  }

  async run(sink: DriverSink, signal: AbortSignal): Promise<void> {
    const { durationMs, periodMs, clock, speedRatio, groundTruth, occurrences } = this.#plan;
    const truth = groundTruthFile(groundTruth);
    await truth.begin();
    const boot = new SimulatedBoot(this.#plan, this.#streams);
    const pacer = new Pacer(clock, speedRatio, signal);
    let begunCount = 0;
    for (let nowMs = 0; nowMs < durationMs && !signal.aborted; nowMs += periodMs) {
      const room = boot.step(sink, nowMs);
      for (let next = occurrences[begunCount]; next !== undefined && next.startMs <= nowMs; next = occurrences[++begunCount]) {
        await truth.write(groundTruthLine(next, boot.wallMs));
      }
      if (!room) await sink.ready();
      if (pacer.isAhead(nowMs + periodMs)) await pacer.wait(nowMs + periodMs);
    }
  }
}

/** A stop, a blow and a fault every robot can report; a fall only one with legs. */
function observableOf(kind: RobotKind): readonly string[] {
  const common = ['emergencyStop', 'impact', 'majorFault', 'protectiveStop'];
  return kind === 'humanoid' ? ['emergencyStop', 'fall', 'impact', 'majorFault', 'protectiveStop'] : common;
}

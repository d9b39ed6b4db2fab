import type { Flaw } from '../../agent/contract/driver.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import type { IntakeItem } from '../../agent/ingest/intake-queue.ts';
import { supervise } from '../../agent/ingest/supervise.ts';
import { connectBridge } from '../../drivers/rosbridge/connection/roslib-client.ts';
import { QuickClock } from './quick-clock.ts';
import { profileWith, rosbridgeSource, rosTopic } from './rosbridge-fixture.ts';
import { RosbridgeServer } from './rosbridge-server.ts';
import type { Fields, Generation } from './rosbridge-wire.ts';
import { Watched } from './watched.ts';

export const jointTopic = { name: '/joint_states', type: 'sensor_msgs/JointState' };

export interface BridgedRobotChoice {
  readonly clockRatio?: number;
  readonly generation?: Generation;
  readonly options?: object;
  readonly profile?: Profile;
  /** Share of the longest wait before a restart. */
  readonly jitterRatio?: number;
}

/**
 * ```
 *  robot, ten joint states a second ─▶ RosbridgeServer ══ loopback ══▶ connectBridge ─▶ RosbridgeSource ─▶ supervise ─▶ here
 * ```
 * Everything real but the robot and the pace: one clock for all of them, some times as fast as ours.
 */
export class BridgedRobot {
  readonly watched = new Watched();
  readonly clock: QuickClock;
  readonly server: RosbridgeServer;
  /** Reasons of restarts, in order. */
  readonly reasons: string[] = [];
  readonly flaws: Flaw[] = [];
  /** Arrival times of frames, ms of the clock. */
  readonly frameMs: number[] = [];
  /** The robot's clock less ours. */
  robotAheadMs = 0;
  jointNames: readonly string[] = ['j0', 'j1'];
  readonly #choice: BridgedRobotChoice;
  readonly #stop = new AbortController();
  #running: Promise<unknown>[] = [];

  constructor(choice: BridgedRobotChoice = {}) {
    this.#choice = choice;
    this.clock = new QuickClock(choice.clockRatio ?? 10);
    this.server = new RosbridgeServer(this.watched, { generation: choice.generation ?? 'ros2', topics: [jointTopic] });
  }

  /** The robot speaks, the bridge listens, the source runs; resolves with the first frame. */
  async start(): Promise<void> {
    const url = await this.server.start();
    const { clock, watched } = this;
    const { options = {}, profile = profileWith(rosTopic(jointTopic.name)), jitterRatio = 0.99 } = this.#choice;
    const source = rosbridgeSource({ connect: connectBridge, clock, profile, options: { ...options, url } });
    const supervised = supervise({
      sourceId: 'arm',
      source,
      clock,
      signal: this.#stop.signal,
      consume: (item) => this.#keep(item),
      random: () => jitterRatio,
      onStatus: (state, reason) => {
        if (state === 'backingOff') this.reasons.push(reason);
        watched.note();
      },
    });
    this.#running = [supervised, this.#speak()];
    await watched.until('the first frame', () => this.frameMs.length > 0);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
    await this.server.kill();
  }

  /** Resolves with the time until the next frame that arrives after now, ms of the clock. */
  async nextFrameAfterMs(): Promise<number> {
    const sinceMs = this.clock.nowMs();
    await this.watched.until('the next frame', () => (this.frameMs.at(-1) ?? 0) > sinceMs);
    return (this.frameMs.find((atMs) => atMs > sinceMs) ?? 0) - sinceMs;
  }

  /** Resolves when the source has been started anew for a reason like this. */
  async restarted(like: RegExp): Promise<void> {
    const before = this.reasons.length;
    await this.watched.until(`a restart for ${like}`, () => this.reasons.slice(before).some((reason) => like.test(reason)));
  }

  async flawed(code: string): Promise<Flaw> {
    await this.watched.until(code, () => this.flaws.some((flaw) => flaw.code === code));
    return this.flaws.find((flaw) => flaw.code === code) as Flaw;
  }

  passed(durationMs: number): Promise<void> {
    return this.clock.sleep(durationMs, this.#stop.signal);
  }

  #keep(item: IntakeItem): void {
    if (item.kind === 'frame') this.frameMs.push(this.clock.nowMs());
    if (item.kind === 'flaw') this.flaws.push(item.flaw);
    this.watched.note();
  }

  async #speak(): Promise<void> {
    for (let round = 0; !this.#stop.signal.aborted; round++) {
      this.server.robotMs = this.clock.now().wallMs + this.robotAheadMs;
      this.server.publish(jointTopic.name, this.#jointState(round));
      await this.clock.sleep(100, this.#stop.signal);
    }
  }

  #jointState(round: number): Fields {
    const name = [...this.jointNames];
    return { name, position: name.map(() => 0.1), velocity: name.map(() => (round % 2 === 0 ? 0.5 : -0.5)), effort: [] };
  }
}

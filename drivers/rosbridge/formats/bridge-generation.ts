import { TransientError } from '../../../agent/contract/errors.ts';
import { type Clock, monoMsOf } from '../../../agent/contract/time.ts';
import { numberOf } from '../../ros-messages/decoding/read-field.ts';
import type { BridgeClient } from '../connection/bridge-client.ts';
import type { Generation } from './ask-form.ts';

const askMs = 1000;

/** How types are to be named on this connection, and whether that was only guessed. */
export interface GenerationGuess {
  readonly generation: Generation;
  readonly isGuess: boolean;
}

/**
 * ```
 *  set in the options, or heard with before ──▶ that one        rosapi says 1 or 2 ──▶ that one
 *  no answer ──▶ a guess: ROS 2, then the other                 refused at once ──▶ a guess: ROS 1, then the other
 * ```
 * A refusal proves nothing, since rosapi may be absent or barred in both; but ROS 1 always refuses at once, and ROS 2 takes the names of
 * ROS 1 too (facts/field-behaviour §1).
 */
export class BridgeGeneration {
  #known: Generation | undefined;
  readonly #isSet: boolean;

  constructor(set: Generation | 'auto') {
    this.#isSet = set !== 'auto';
    this.#known = set === 'auto' ? undefined : set;
  }

  async find(client: BridgeClient, clock: Clock): Promise<GenerationGuess> {
    if (this.#known !== undefined) return { generation: this.#known, isGuess: false };
    const askedMs = monoMsOf(clock.now());
    const generation = await askVersion(client);
    if (generation !== undefined) return { generation, isGuess: false };
    const isRefused = monoMsOf(clock.now()) - askedMs < askMs / 2;
    return { generation: isRefused ? 'ros1' : 'ros2', isGuess: true };
  }

  /** What a connection has taught: this form brought data, or nothing came in it. */
  learn(generation: Generation, hasHeard: boolean): void {
    if (!this.#isSet) this.#known = hasHeard ? generation : undefined;
  }
}

async function askVersion(client: BridgeClient): Promise<Generation | undefined> {
  try {
    const { version } = await client.ask('/rosapi/get_ros_version', {}, askMs);
    const number = numberOf(version);
    return number === 1 ? 'ros1' : number === 2 ? 'ros2' : undefined;
  } catch (error) {
    if (error instanceof TransientError) return undefined;
    throw error;
  }
}

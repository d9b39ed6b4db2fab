import { TransientError } from '../../../agent/contract/errors.ts';
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
 *  no answer, or a refusal ──▶ a guess: ROS 2, then the other
 * ```
 * A refusal proves nothing, since a bridge that is locked down bars rosapi in both generations. ROS 2's form comes first, because data in it
 * proves ROS 2, while ROS 2 takes ROS 1's form too and would be taken for ROS 1, whose other topics are not there.
 */
export class BridgeGeneration {
  #known: Generation | undefined;
  readonly #isSet: boolean;

  constructor(set: Generation | 'auto') {
    this.#isSet = set !== 'auto';
    this.#known = set === 'auto' ? undefined : set;
  }

  async find(client: BridgeClient): Promise<GenerationGuess> {
    if (this.#known !== undefined) return { generation: this.#known, isGuess: false };
    const generation = await askVersion(client);
    return { generation: generation ?? 'ros2', isGuess: generation === undefined };
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

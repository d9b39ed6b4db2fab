import type { DriverSink, Source } from '../../agent/contract/driver.ts';
import { TransientError } from '../../agent/contract/errors.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import { type Clock, monoMsOf } from '../../agent/contract/time.ts';
import { withRemedy } from '../../agent/contract/with-remedy.ts';
import type { BridgeClient } from './connection/bridge-client.ts';
import { remedies } from './connection/remedies.ts';
import type { BridgeGeneration, GenerationGuess } from './formats/bridge-generation.ts';
import type { BridgeAddress } from './protocols/bridge-address.ts';
import { CountedFlaws } from './telemetry/counted-flaws.ts';
import { resubscribe, subscribe } from './telemetry/subscribe.ts';
import type { TopicReader } from './telemetry/topic-reader.ts';
import { TopicWatch } from './telemetry/topic-watch.ts';

export type ConnectBridge = (address: BridgeAddress, clock: Clock, signal: AbortSignal) => Promise<BridgeClient>;

export interface RosbridgePlan {
  readonly connect: ConnectBridge;
  readonly address: BridgeAddress;
  readonly readers: readonly TopicReader[];
  readonly generation: BridgeGeneration;
  readonly silenceMs: number;
  readonly observable: readonly string[];
  readonly identity: Source['identity'];
  readonly clock: Clock;
}

/** One connection under way. */
interface Session {
  readonly client: BridgeClient;
  readonly sink: DriverSink;
}

const lookEveryMs = 250;

/**
 * ```
 *  connect ─▶ which generation? ─▶ subscribe ─▶ message ─▶ TopicReader ─▶ sink          nothing is awaited per message
 *                  ▲                               └ counts ─▶ TopicWatch, four times a second
 *                  │ nothing in the guessed form: the other one            │ a topic silent: asked for again
 *                  └───────────────────────────────────────────────────────┤
 *                       all silent, or the connection ends: TransientError ◀┘ the supervisor builds it anew
 * ```
 * Reads the topics of a robot through a rosbridge server. What decoders remember, such as standing faults, survives a reconnection.
 */
export class RosbridgeSource implements Source {
  readonly layouts: readonly FrameLayout[];
  readonly observable: readonly string[];
  readonly identity: Source['identity'];
  /** Short, because a bridge that returns must be heard within five seconds. */
  readonly restart = { firstDelayMs: 250, delayMsMax: 3000 };
  readonly #plan: RosbridgePlan;
  readonly #counted = new CountedFlaws();

  constructor(plan: RosbridgePlan) {
    this.#plan = plan;
    this.layouts = plan.readers.flatMap(({ decoder }) => decoder.layouts);
    this.observable = plan.observable;
    this.identity = plan.identity;
  }

  async run(sink: DriverSink, signal: AbortSignal): Promise<void> {
    try {
      await this.#connected(sink, signal);
    } catch (error) {
      if (!signal.aborted || !(error instanceof TransientError)) throw withRemedy(error, remedies);
    }
  }

  async #connected(sink: DriverSink, signal: AbortSignal): Promise<void> {
    const { connect, address, clock } = this.#plan;
    const client = await connect(address, clock, signal);
    const stop = (): void => client.close();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    this.#counted.begin();
    try {
      await this.#read({ client, sink });
    } finally {
      signal.removeEventListener('abort', stop);
      this.#pourCounts(client, sink);
      client.close();
    }
    if (client.ended.aborted) throw client.ended.reason;
  }

  /** Ends when the session does; throws when nothing comes. */
  async #read(session: Session): Promise<void> {
    const { readers, generation } = this.#plan;
    for (const reader of readers) reader.begin(session.sink);
    const first = await generation.find(session.client);
    let ending = await this.#listen(session, first);
    if (first.isGuess && ending === 'unheard') {
      const other = first.generation === 'ros2' ? 'ros1' : 'ros2';
      ending = await this.#listen(session, { generation: other, isGuess: false });
    }
    if (ending !== 'ended') throw new TransientError('rosbridge/no-data', noData);
  }

  /** Subscribes and listens until the session ends or nothing comes any more. */
  async #listen(session: Session, guess: GenerationGuess): Promise<'ended' | 'silent' | 'unheard'> {
    const { readers, clock, silenceMs } = this.#plan;
    const { generation, isGuess } = guess;
    const spoken = readers.filter(({ chosen }) => (chosen.topic.generation ?? generation) === generation);
    for (const reader of spoken) subscribe(session.client, reader, { generation, compression: reader.chosen.compression });
    const watch = new TopicWatch({ readers: spoken, silenceMs, isGuess }, monoMsOf(clock.now()));
    let isOver = false;
    while (!isOver && !session.client.ended.aborted) {
      await clock.sleep(lookEveryMs, session.client.ended);
      isOver = this.#look(session, watch, guess);
    }
    this.#plan.generation.learn(generation, watch.hasHeard);
    if (session.client.ended.aborted) return 'ended';
    for (const { chosen } of spoken) session.client.unsubscribe(chosen.topic.topic);
    return watch.hasHeard ? 'silent' : 'unheard';
  }

  /** True when the connection is to be given up. Silence in a form that was only guessed is no flaw of the topic. */
  #look({ client, sink }: Session, watch: TopicWatch, { generation, isGuess }: GenerationGuess): boolean {
    this.#pourCounts(client, sink);
    const { flaws, askAgain, isOver } = watch.look(monoMsOf(this.#plan.clock.now()));
    if (!isGuess || watch.hasHeard) for (const flaw of flaws) sink.flaw(flaw);
    if (!client.ended.aborted) for (const reader of askAgain) resubscribe(client, reader, generation);
    return isOver;
  }

  #pourCounts({ counts }: BridgeClient, sink: DriverSink): void {
    this.#counted.pour(counts, sink, String(this.identity.endpoint));
  }
}

const noData =
  'no topic says anything: the bridge is frozen or left over from a stop, another robot answers, or names and types are other ones; connecting anew';

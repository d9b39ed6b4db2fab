import type { DriverSink, Source } from '../../agent/contract/driver.ts';
import { TransientError } from '../../agent/contract/errors.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import { type Clock, monoMsOf } from '../../agent/contract/time.ts';
import { BusDesk, throwIfOver } from './bus/bus-desk.ts';
import { BusLine } from './bus/bus-line.ts';
import type { Link } from './bus/serial-port.ts';
import type { BusDevice } from './decoders/bus-device.ts';
import type { JsonBoard } from './decoders/json-board.ts';
import type { SerialOptions } from './formats/options-schema.ts';

export interface SerialPlan {
  readonly options: Omit<SerialOptions, 'devices' | 'path'>;
  /** Opens the port; throws TransientError when it is not to be had. */
  readonly open: () => Promise<Link>;
  /** What is asked, each with its own limit for an answer. */
  readonly devices: readonly { readonly device: BusDevice; readonly timeoutMs: number }[];
  /** What is listened to, when nothing is asked. */
  readonly board: JsonBoard | undefined;
  readonly observable: readonly string[];
  readonly identity: Source['identity'];
  readonly clock: Clock;
}

/** A silent device rests so many times as long as its question took: it takes a tenth of the bus at most. */
const silentRestCount = 9;
/** Unplugged and plugged in again, data is back within three seconds. */
const restart = { firstDelayMs: 250, delayMsMax: 2000 };

/**
 * ```
 *  open port ─▶ device A: round, rest until its pollMs ─┐
 *               device B: round, rest until its pollMs ─┼─▶ BusDesk: one question at a time ─▶ frames, messages, flaws ─▶ sink
 *  unplugged, or nobody answers for silenceMs: TransientError, the supervisor opens the port anew
 * ```
 * What a device says survives a reopening, so that a fault that went meanwhile is closed.
 */
export class SerialSource implements Source {
  readonly layouts: readonly FrameLayout[];
  readonly observable: readonly string[];
  readonly identity: Source['identity'];
  readonly restart = restart;
  readonly #plan: SerialPlan;

  constructor(plan: SerialPlan) {
    this.#plan = plan;
    this.layouts = plan.board?.layouts ?? plan.devices.flatMap(({ device }) => device.layouts);
    this.observable = plan.observable;
    this.identity = plan.identity;
  }

  async run(sink: DriverSink, signal: AbortSignal): Promise<void> {
    const link = await this.#plan.open();
    const stop = new AbortController();
    const idle = AbortSignal.any([signal, link.ended, stop.signal]);
    const { board } = this.#plan;
    const tasks = board === undefined ? this.#serveAll(link, sink, idle) : [this.#listen(board, { link, sink, idle })];
    try {
      await Promise.all(tasks);
    } catch (error) {
      if (!signal.aborted || !(error instanceof TransientError)) throw error;
    } finally {
      stop.abort();
      await Promise.allSettled(tasks);
      await link.close();
    }
  }

  #serveAll(link: Link, sink: DriverSink, idle: AbortSignal): Promise<void>[] {
    const { options, devices, clock } = this.#plan;
    const desk = new BusDesk({ link, idle, clock, silenceMs: options.silenceMs, flaw: (flaw) => sink.flaw(flaw) });
    return devices.map(({ device, timeoutMs }) => {
      const line = new BusLine(device, { ...options, timeoutMs });
      return this.#serve(device, line, { desk, sink, idle });
    });
  }

  /** Round after round. A device that was silent is asked without repetition and rests, so that it starves nobody. */
  async #serve(
    device: BusDevice,
    line: BusLine,
    { desk, sink, idle }: { desk: BusDesk; sink: DriverSink; idle: AbortSignal },
  ): Promise<void> {
    const { clock, options } = this.#plan;
    const round = { ask: desk.ask.bind(desk, line), now: () => clock.now(), sink };
    while (!idle.aborted) {
      const begunMs = monoMsOf(clock.now());
      const hasAnswered = await device.poll(round);
      line.retriesMax = hasAnswered ? options.retriesMax : 0;
      const endMs = monoMsOf(clock.now());
      const restMs = hasAnswered ? 0 : silentRestCount * line.timeoutMs;
      await clock.sleep(Math.max(0, begunMs + device.pollMs - endMs, restMs), idle);
    }
    desk.throwIfOver();
  }

  async #listen(board: JsonBoard, { link, sink, idle }: { link: Link; sink: DriverSink; idle: AbortSignal }): Promise<void> {
    const { clock, options } = this.#plan;
    let heardMs = monoMsOf(clock.now());
    link.onBytes((bytes) => {
      if (board.take(bytes, clock.now(), sink)) heardMs = monoMsOf(clock.now());
    });
    while (!idle.aborted) {
      const restMs = heardMs + options.silenceMs - monoMsOf(clock.now());
      if (restMs <= 0) throw new TransientError('serial/silent', `no line for ${options.silenceMs} ms`);
      await clock.sleep(restMs, idle);
    }
    throwIfOver(link, idle);
  }
}

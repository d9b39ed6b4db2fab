import type { DriverSink, Source } from '../../agent/contract/driver.ts';
import { TransientError } from '../../agent/contract/errors.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import { type Clock, monoMsOf } from '../../agent/contract/time.ts';
import { withRemedy } from '../../agent/contract/with-remedy.ts';
import { remedies } from './connection/remedies.ts';
import { type DeskLimits, RequestDesk } from './connection/request-desk.ts';
import { connectTcp } from './connection/tcp-link.ts';
import type { DeviceReader } from './device-reader.ts';

export interface ModbusPlan {
  readonly host: string;
  readonly port: number;
  readonly connectMs: number;
  readonly pollMs: number;
  readonly limits: DeskLimits;
  readonly devices: readonly DeviceReader[];
  readonly observable: readonly string[];
  readonly identity: Source['identity'];
  readonly clock: Clock;
}

/**
 * ```
 *  connect ─▶ every pollMs: for each device: ask its blocks ─▶ image ─▶ frames, messages ─▶ sink
 *     no answer from anybody for silenceMs, or the connection ends: TransientError, the supervisor starts anew
 * ```
 * Reads registers of one or several devices behind one TCP endpoint. What a device says survives a reconnection, so that a
 * fault that went meanwhile is closed.
 */
export class ModbusSource implements Source {
  readonly layouts: readonly FrameLayout[];
  readonly observable: readonly string[];
  readonly identity: Source['identity'];
  readonly #plan: ModbusPlan;

  constructor(plan: ModbusPlan) {
    this.#plan = plan;
    this.layouts = plan.devices.flatMap((device) => device.layouts);
    this.observable = plan.observable;
    this.identity = plan.identity;
  }

  async run(sink: DriverSink, signal: AbortSignal): Promise<void> {
    try {
      await this.#read(sink, signal);
    } catch (error) {
      const { host, port } = this.#plan;
      if (!signal.aborted || !(error instanceof TransientError)) throw withRemedy(error, remedies, `${host}:${port}`);
    }
  }

  async #read(sink: DriverSink, signal: AbortSignal): Promise<void> {
    const { clock, limits, pollMs } = this.#plan;
    const link = await connectTcp(this.#plan, signal);
    const idle = AbortSignal.any([signal, link.ended]);
    const desk = new RequestDesk({ link, idle, clock, limits, flaw: (flaw) => sink.flaw(flaw) });
    try {
      while (!signal.aborted) {
        const begunMs = monoMsOf(clock.now());
        for (const device of this.#plan.devices) await device.poll(desk, sink, signal);
        await clock.sleep(Math.max(0, begunMs + pollMs - monoMsOf(clock.now())), idle);
      }
    } finally {
      link.close();
    }
  }
}

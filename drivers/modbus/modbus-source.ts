import type { DriverSink, Source } from '../../agent/contract/driver.ts';
import { TransientError } from '../../agent/contract/errors.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import { type Clock, monoMsOf } from '../../agent/contract/time.ts';
import type { DeviceReader } from './device-reader.ts';
import { type DeskLimits, RequestDesk } from './request-desk.ts';
import { connectTcp } from './tcp-link.ts';

export interface ModbusPlan {
  readonly host: string;
  readonly port: number;
  readonly connectMs: number;
  readonly pollMs: number;
  readonly silenceMs: number;
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
    if (signal.aborted) return;
    const { clock, limits, pollMs } = this.#plan;
    const link = await connectTcp(this.#plan, signal);
    const desk = new RequestDesk({ link, clock, limits, flaw: (flaw) => sink.flaw(flaw) });
    const idle = AbortSignal.any([signal, link.ended]);
    let heardMs = monoMsOf(clock.now());
    try {
      while (!signal.aborted) {
        const begunMs = monoMsOf(clock.now());
        const answeredCount = desk.answeredCount;
        for (const device of this.#plan.devices) await device.poll(desk, sink, signal);
        const nowMs = monoMsOf(clock.now());
        if (desk.answeredCount > answeredCount) heardMs = nowMs;
        this.#checkSilence(nowMs - heardMs);
        await clock.sleep(Math.max(0, begunMs + pollMs - nowMs), idle);
      }
    } finally {
      link.close();
    }
  }

  #checkSilence(silentMs: number): void {
    if (silentMs < this.#plan.silenceMs) return;
    throw new TransientError('modbus/silent', `${this.#plan.host}:${this.#plan.port}: no answer for ${silentMs} ms`);
  }
}

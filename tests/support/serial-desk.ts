import type { Flaw } from '../../agent/contract/driver.ts';
import { BusDesk } from '../../drivers/serial/bus/bus-desk.ts';
import { BusLine } from '../../drivers/serial/bus/bus-line.ts';
import { type BusDevice, type BusRules, notTaken, type Question } from '../../drivers/serial/decoders/bus-device.ts';
import { decodeJbdBasic } from '../../drivers/serial-protocols/jbd/decode-jbd.ts';
import { jbdFormat } from '../../drivers/serial-protocols/jbd/jbd-format.ts';
import { jbdRequest } from '../../drivers/serial-protocols/jbd/jbd-request.ts';
import { WireLink } from './serial-fixture.ts';
import { hex } from './serial-frames.ts';
import type { FarEnd } from './serial-pty.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A captured answer for a pack's totals: 15.60 V. */
export const goodAnswer = hex(
  'DD 03 00 1D 06 18 00 00 01 F2 01 F4 00 00 2C 7C 00 00 00 00 00 00 80 64 03 04 03 0B 8B 0B 8A 0B 84 FA 8D 77',
);
const tagged: BusRules = { paceMs: 0, isTagged: true, quietMs: () => 0 };
const limits = { baudRate: 9600, timeoutMs: 100, paceMs: 2, retriesMax: 0 };

/** A desk on a wire, on a clock that stands until it is moved on. */
export class TestedDesk {
  readonly clock = new VirtualClock();
  readonly flaws: Flaw[] = [];
  readonly stop = new AbortController();
  readonly link: WireLink;
  readonly desk: BusDesk;

  constructor(farEnd?: FarEnd, silenceMs = 60_000) {
    this.link = new WireLink(farEnd);
    const idle = AbortSignal.any([this.stop.signal, this.link.ended]);
    const flaw = (one: Flaw): void => void this.flaws.push(one);
    this.desk = new BusDesk({ link: this.link, idle, clock: this.clock, silenceMs, flaw });
  }

  /** Runs the clock until a promise settles; its value, or its error. */
  async settled<T>(promise: Promise<T>): Promise<T | Error> {
    const outcomes: (T | Error)[] = [];
    const keep = (value: T | Error): void => void outcomes.push(value);
    promise.then(keep, keep);
    await this.clock.advanceUntil(() => outcomes.length > 0, 600_000, 1);
    const [outcome] = outcomes;
    if (outcome === undefined) throw new Error('not settled within ten minutes');
    return outcome;
  }
}

/** A line to a device that speaks JBD, with other rules and times where they are given. */
export function lineOf(name: string, rules: Partial<BusRules> = {}, timing: Partial<typeof limits> = {}): BusLine {
  const device = { name, format: jbdFormat, rules: { ...tagged, ...rules } } as unknown as BusDevice;
  return new BusLine(device, { ...limits, ...timing });
}

/** The question for a pack's totals; `values` gets the voltages that were taken. */
export function questionFor(values: unknown[] = [], request: Uint8Array = jbdRequest('basic')): Question {
  return {
    place: 'basic',
    request,
    take: (frame) => {
      const decoded = decodeJbdBasic(frame);
      if (!decoded.ok) return notTaken(decoded.reason);
      values.push(decoded.value.voltageV);
      return 'answered';
    },
  };
}

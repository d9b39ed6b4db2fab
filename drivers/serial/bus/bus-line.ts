import { FrameStream, noCounts, type StreamCounts } from '../../serial-protocols/frame-stream.ts';
import type { BusDevice } from '../decoders/bus-device.ts';
import type { BaudRate } from './serial-port.ts';

export interface BusTiming {
  readonly baudRate: BaudRate;
  readonly timeoutMs: number;
  readonly paceMs: number;
  readonly retriesMax: number;
}

/** One device's line to the desk: the stream that cuts its answers, its times, and when it may be asked again. */
export class BusLine {
  readonly name: string;
  readonly stream: FrameStream;
  readonly timeoutMs: number;
  /** Quiet time of the bus before a request to it. */
  readonly quietMs: number;
  /** Rest of the device between two questions. */
  readonly paceMs: number;
  /** Rest after a question without an answer, for answers that do not say what they answer. */
  readonly lateMs: number;
  retriesMax: number;
  readyMs = 0;
  #seen: StreamCounts = noCounts();

  constructor({ name, format, rules }: BusDevice, timing: BusTiming) {
    this.name = name;
    this.stream = new FrameStream(format);
    this.timeoutMs = timing.timeoutMs;
    this.quietMs = Math.max(timing.paceMs, rules.quietMs(timing.baudRate));
    this.paceMs = rules.paceMs;
    this.lateMs = rules.isTagged ? 0 : timing.timeoutMs;
    this.retriesMax = timing.retriesMax;
  }

  /** What was discarded since it was asked last, in words; empty when nothing was. */
  noiseSince(): string {
    const { counts } = this.stream;
    const bytes = counts.discardedBytes - this.#seen.discardedBytes;
    const checksums = counts.checksumErrorCount - this.#seen.checksumErrorCount;
    this.#seen = counts;
    return bytes === 0 ? '' : `${bytes} bytes are no answer, ${checksums} wrong checksums`;
  }
}

import { type FrameFormat, FrameStream } from '../../../serial-protocols/frame-stream.ts';

/** What a device does with one request. A device takes no write: it refuses in its protocol's words, or says nothing where there are none. */
export interface DeviceAnswer {
  readonly kind: 'answered' | 'writeRefused' | 'unknownRequest';
  /** Whole frames in the order they go out. */
  readonly frames: readonly Uint8Array[];
}

/** A device at the far end of a line: pure, driven by the time it is given, the same bytes at the same time every run. */
export interface SimulatedDevice {
  /** How requests, writes among them, are cut out of what it hears. */
  readonly requestFormat: FrameFormat;
  answer(request: Uint8Array, atMs: number): DeviceAnswer;
  /** What it says unasked after `fromMs` and until `untilMs`. */
  spoken(fromMs: number, untilMs: number): readonly Uint8Array[];
  /** The frames among these bytes that somebody who sent `request` would take for its answer. */
  accepted(request: Uint8Array, bytes: Uint8Array): readonly Uint8Array[];
  /** Where the check of a frame stands, counted from its end; no bytes where the protocol has none. */
  readonly checkBytes: { readonly fromEndBytes: number; readonly sizeBytes: number };
}

export const saysNothingUnasked = (): readonly Uint8Array[] => [];

/** All frames a reader of this format finds, the line falling silent behind them. */
export function framesIn(format: FrameFormat, bytes: Uint8Array): Uint8Array[] {
  const stream = new FrameStream(format);
  const frames: Uint8Array[] = [];
  const keep = (frame: Uint8Array): void => void frames.push(frame);
  stream.push(bytes, keep);
  stream.quiet(keep);
  return frames;
}

/** The same format from the device's side: what a reader takes for an echo is a request, and an answer is none of its business. */
export function fromDeviceSide(format: FrameFormat): FrameFormat {
  return {
    ...format,
    examine: (bytes, begin, end) => {
      const verdict = format.examine(bytes, begin, end);
      if (verdict.kind === 'echo') return { ...verdict, kind: 'frame' };
      return verdict.kind === 'frame' ? { ...verdict, kind: 'echo' } : verdict;
    },
  };
}

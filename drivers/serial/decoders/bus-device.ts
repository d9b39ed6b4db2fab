import type { DriverSink } from '../../../agent/contract/driver.ts';
import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import type { Decoded, RejectReason } from '../../serial-protocols/decoded.ts';
import type { FrameFormat } from '../../serial-protocols/frame-stream.ts';

/** A frame that is not taken: something else, or the device saying that it will not. */
export interface NotTaken {
  readonly isRefusal: boolean;
  readonly text: string;
}

/** What became of a frame: the answer is whole, or more of it is to come, or it is not taken. */
export type Taken = 'answered' | 'partial' | NotTaken;

/** What became of a question. */
export type Reply = 'answered' | 'partial' | 'refused' | 'noAnswer';

export interface Question {
  /** Which one, for example `cells`. */
  readonly place: string;
  /** Empty when there is nothing to send. */
  readonly request: Uint8Array;
  take(frame: Uint8Array): Taken;
}

/** What a device is given for one round. */
export interface Round {
  ask(question: Question): Promise<Reply>;
  now(): TimePoint;
  readonly sink: Pick<DriverSink, 'frame' | 'message' | 'flaw'>;
}

/** What a protocol asks of the bus. */
export interface BusRules {
  /** Rest of the device between two questions, ms. */
  readonly paceMs: number;
  /** False when an answer does not say which question it answers: then a late one must not meet the next question. */
  readonly isTagged: boolean;
  /** Quiet time of the bus before a request, ms. */
  quietMs(baudRate: number): number;
}

/** A device that is asked: its protocol, and what its answers mean. It never throws for what a device says. */
export interface BusDevice {
  readonly name: string;
  readonly format: FrameFormat;
  readonly rules: BusRules;
  readonly pollMs: number;
  readonly layouts: readonly FrameLayout[];
  readonly observable: readonly string[];
  /** What identifies it in evidence. */
  readonly identity: string;
  /** Asks one round and pours what came; false when nothing was answered. */
  poll(round: Round): Promise<boolean>;
}

const reasonTexts: Readonly<Record<RejectReason, string>> = {
  notRequested: 'answers something else',
  length: 'has another length than what was asked',
  deviceError: 'the device refuses',
  notJson: 'is no JSON object',
};

/** Why a decoder rejected a frame. */
export function notTaken(reason: RejectReason): NotTaken {
  return { isRefusal: reason === 'deviceError', text: reasonTexts[reason] };
}

/** Asks for one value; undefined when none came. */
export async function askOne<T>(
  round: Round,
  { place, request, decode }: { place: string; request: Uint8Array; decode: (frame: Uint8Array) => Decoded<T> },
): Promise<T | undefined> {
  const found: T[] = [];
  const take = (frame: Uint8Array): Taken => {
    const decoded = decode(frame);
    if (!decoded.ok) return notTaken(decoded.reason);
    found.push(decoded.value);
    return 'answered';
  };
  await round.ask({ place, request, take });
  return found[0];
}

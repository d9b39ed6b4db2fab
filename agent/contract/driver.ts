import type { Frame, FrameLayout } from './frame.ts';
import type { Message } from './message.ts';
import type { Profile } from './profile.ts';
import type { OptionsSchema } from './schema.ts';
import type { Clock } from './time.ts';

/** Where data comes from; a device key never signs what is not live, and a driver cannot unset its own (decisions A5). */
export type Origin = 'live' | 'replay' | 'simulation';

/** Bad input is data, not an exception: what was discarded, how often, and where it was first seen. */
export interface Discard {
  /** Stable kebab code with the driver's prefix, for example `replay/time-backwards`. */
  readonly code: string;
  readonly place: string;
  readonly text: string;
}

/** What a driver pours into. False means the queue was full: a live driver goes on (the drop is counted), a recording awaits `ready()`. */
export interface DriverSink {
  frame(frame: Frame): boolean;
  message(message: Message): boolean;
  discard(discard: Discard): boolean;
  ready(): Promise<void>;
}

export interface DriverContext {
  readonly sourceId: string;
  readonly profile: Profile;
  readonly clock: Clock;
}

/** An opened source. `run` ends when the source ends or the signal aborts; it throws TransientError to be restarted. */
export interface Source {
  readonly layouts: readonly FrameLayout[];
  /** Event classes this source can report at all; exposure grows only for these (decisions B5). */
  readonly observable: readonly string[];
  /** What identifies the source in evidence: protocol, endpoint without secrets, hashes. */
  readonly identity: Readonly<Record<string, string | number>>;
  run(sink: DriverSink, signal: AbortSignal): Promise<void>;
}

/** The default export of `drivers/<name>/index.ts`. Opening reports all problems at once in one ConfigError. */
export interface Driver<Options = unknown> {
  readonly name: string;
  readonly origin: Origin;
  readonly optionsSchema: OptionsSchema;
  open(options: Options, context: DriverContext): Promise<Source>;
}

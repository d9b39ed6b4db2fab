import type { Frame, FrameLayout } from './frame.ts';
import type { Message } from './message.ts';
import type { Probe } from './probe.ts';
import type { Profile } from './profile.ts';
import type { OptionsSchema } from './schema.ts';
import type { DocumentSigner } from './signed-document.ts';
import type { Clock } from './time.ts';

/** Where data comes from; a device key never signs what is not live, and a driver cannot unset its own (decisions A5). */
export type Origin = 'live' | 'replay' | 'simulation';

/** One thing wrong with the input: data, not an exception. Counted by code; the first places are kept for the person who must mend it. */
export interface Flaw {
  /** Stable kebab code with the driver's prefix, for example `replay/time-backwards`. */
  readonly code: string;
  readonly place: string;
  readonly text: string;
  /** True when the item was dropped, false when it was kept with unknown cells. */
  readonly discarded: boolean;
}

/**
 * What a driver pours into. False means "taken, but the queue is filling": a recording awaits `ready()` before its next row and
 * loses nothing; a live driver goes on, and what finds the queue quite full is dropped and counted.
 */
export interface DriverSink {
  frame(frame: Frame): boolean;
  message(message: Message): boolean;
  flaw(flaw: Flaw): boolean;
  ready(): Promise<void>;
}

export interface DriverContext {
  readonly sourceId: string;
  readonly profile: Profile;
  readonly clock: Clock;
  /** Reads a YAML or JSON document and checks it against a schema; throws one ConfigError with every problem and its line. */
  readDocument<T>(path: string, schema: OptionsSchema): Promise<CheckedDocument<T>>;
}

/** A checked document with defaults filled in, and the `sha256:` of its canonical JSON as it was written. */
export interface CheckedDocument<T> {
  readonly value: T;
  readonly sha256: string;
  /** Whose signature beside it was verified; without one it is unsigned, or of a kind nobody signs. */
  readonly signedBy?: DocumentSigner | undefined;
}

/** An opened source. `run` ends when the source ends or the signal aborts; it throws TransientError to be restarted. */
export interface Source {
  readonly layouts: readonly FrameLayout[];
  /** Event classes this source can report at all; exposure grows only for these (decisions B5). */
  readonly observable: readonly string[];
  /** What identifies the source in evidence: protocol, endpoint without secrets, hashes. */
  readonly identity: Readonly<Record<string, string | number>>;
  /** How long it waits, with full jitter, before it is run again after a TransientError; the supervisor's own limits when left out. */
  readonly restart?: { readonly firstDelayMs: number; readonly delayMsMax: number };
  run(sink: DriverSink, signal: AbortSignal): Promise<void>;
}

/** The default export of `drivers/<name>/index.ts`. Opening reports all problems at once in one ConfigError. */
export interface Driver<Options = unknown> {
  readonly name: string;
  readonly origin: Origin;
  readonly optionsSchema: OptionsSchema;
  open(options: Options, context: DriverContext): Promise<Source>;
  /** `doctor --source NAME`, where the driver has one. */
  readonly probe?: Probe;
}

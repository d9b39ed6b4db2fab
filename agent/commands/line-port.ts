/** Sends bytes back to whoever the bytes before came from. */
export type Reply = (bytes: Uint8Array) => void;
export type Hear = (bytes: Uint8Array, reply: Reply) => void;

/** The plug of a simulated device: something a reader can open, that can be pulled out and put in again. */
export interface LinePort {
  /** Puts the plug in; resolves once a reader can open it. Throws ConfigError when it cannot be made. */
  plugIn(hear: Hear): Promise<void>;
  /** Pulls it out; harmless when it is out. */
  unplug(): Promise<void>;
  /** Says something unasked to whoever listens. */
  readonly say: Reply;
  /** Why it went out by itself; undefined while it is in, or was pulled out. */
  readonly failure: string | undefined;
  /** Bytes nobody took, because the way to the reader was full. */
  readonly droppedBytes: number;
}

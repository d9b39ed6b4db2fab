/** Structured log: a stable code with the stage's prefix, and facts; never secrets, never per frame. */
export interface Logger {
  info(code: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(code: string, facts?: Readonly<Record<string, unknown>>): void;
  error(code: string, facts?: Readonly<Record<string, unknown>>): void;
}

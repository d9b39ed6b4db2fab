/**
 * Unknown is a type, never a number (house rule 8): no NaN, 0 or −1 stands for "missing".
 * The form is the same in memory, JSON and SQL, so there is no mapping layer.
 */
export type UnknownReason =
  | 'notReported' // the source has no such value
  | 'missing' // the source has it, this message did not carry it
  | 'outOfRange' // a value arrived that cannot be true; the raw value is counted, not kept
  | 'stale' // the last value is older than its limit
  | 'notObserved' // no live source can report it
  | 'notDeclared' // a person would have to declare it and nobody did
  | 'notRated' // known to exist, deliberately not assessed (for example TRL 2–4)
  | 'learning' // still commissioning
  | 'insufficientData';

export interface Unknown {
  readonly unknown: UnknownReason;
}

/** A value, or the reason why there is none. */
export type Knowable<T> = T | Unknown;

const interned = new Map<UnknownReason, Unknown>();

/** The unknown with this reason; one frozen object per reason. */
export function unknown(reason: UnknownReason): Unknown {
  let value = interned.get(reason);
  if (value === undefined) {
    value = Object.freeze({ unknown: reason });
    interned.set(reason, value);
  }
  return value;
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && 'unknown' in value;
}

export function isKnown<T>(value: Knowable<T>): value is T {
  return !isUnknown(value);
}

/** The value when known, else the fallback; for arithmetic that states what unknown means there. */
export function knownOr<T>(value: Knowable<T>, fallback: T): T {
  return isUnknown(value) ? fallback : value;
}

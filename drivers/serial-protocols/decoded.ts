/** Why a frame whose check holds is still not taken: it answers something else, has the wrong length, says the device refused, or is no JSON object. */
export type RejectReason = 'notRequested' | 'length' | 'deviceError' | 'notJson';

/** A decoded value or the reason why there is none; a decoder never throws, its caller counts. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: RejectReason };

export function accepted<T>(value: T): Decoded<T> {
  return { ok: true, value };
}

export function rejected(reason: RejectReason): { readonly ok: false; readonly reason: RejectReason } {
  return { ok: false, reason };
}

import type { CountableCode } from './counted-codes.ts';

/** Notes that something arrived which could not be used as it was, by the code of its flaw. */
export type CountFlaw = (code: CountableCode) => void;

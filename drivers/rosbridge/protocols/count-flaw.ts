/** Notes that something arrived which could not be used as it was, by the code of its flaw. */
export type CountFlaw = (code: string) => void;

/** The words of evidence beside an event: the same whether a message says the fact or the record of it, so that one is found by the other. */
export const evidenceWords = {
  fault: ({ codeSpace, codeRaw, component, part }: FaultWords): string =>
    `fault ${codeSpace}:${codeRaw} ${typeof part === 'string' ? `${component} ${part}` : component}`,
  nearby: (eventClass: unknown): string => `event ${eventClass} nearby`,
  coldJoint: (part: unknown): string => `cold joint ${part}`,
  versionChanged: (what: unknown): string => `version of ${what} changed`,
  changed: (fact: unknown): string => `${fact} changed`,
  stands: (fact: unknown, word: unknown): string => `${fact} ${word}`,
  inControl: (word: unknown): string => `in control: ${word}`,
} as const;

/** Of a fault or its record; a part that is not text is unknown. */
export interface FaultWords {
  readonly codeSpace?: unknown;
  readonly codeRaw?: unknown;
  readonly component?: unknown;
  readonly part?: unknown;
}

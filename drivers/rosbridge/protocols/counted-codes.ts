/** What a count says to the person who meets it, and whether the message was lost. */
interface CountedCode {
  readonly text: string;
  readonly discarded: boolean;
}

/** Everything a connection counts instead of telling, because it may come thousands of times a second. */
export const countedCodes = {
  'rosbridge/unreadable-json': { text: 'a text that is no JSON was dropped', discarded: true },
  'rosbridge/unreadable-cbor': { text: 'bytes that are no CBOR were dropped', discarded: true },
  'rosbridge/not-an-operation': { text: 'a message that is nothing a bridge says to a listener was dropped', discarded: true },
  'rosbridge/png-refused': { text: 'a message in PNG was dropped: another client asked for it on this topic', discarded: true },
  'rosbridge/fragment-refused': { text: 'a fragment without sound id, num, total and data, or too large, was dropped', discarded: true },
  'rosbridge/fragments-lost': { text: 'a message of which fragments stayed away was given up', discarded: true },
  'rosbridge/message-too-long': {
    text: 'a message longer than payloadBytesMax ended the connection; raise it, or leave the topic out: one that is always longer ends every connection',
    discarded: true,
  },
  'rosbridge/bare-number': { text: 'NaN or Infinity outside a string was read as null, the rest as it is', discarded: false },
  'rosbridge/bridge-complained': { text: 'the bridge sent a status of level error or warning; its own log says more', discarded: false },
} as const satisfies Readonly<Record<string, CountedCode>>;

export type CountableCode = keyof typeof countedCodes;
export type Counts = Readonly<Partial<Record<CountableCode, number>>>;

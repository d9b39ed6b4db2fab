import type { FromSchema } from 'json-schema-to-ts';

const limitMs = { type: 'integer', minimum: 1, maximum: 600_000 } as const;
const path = { type: 'string', minLength: 1 } as const;

export const optionsSchema = {
  type: 'object',
  title: 'rosbridge',
  additionalProperties: false,
  required: ['url'],
  properties: {
    url: {
      type: 'string',
      pattern: '^wss?://[^/]',
      description: 'Address of the bridge: wss://, or ws:// on the loopback. No user, password or token in it.',
    },
    generation: {
      enum: ['auto', 'ros1', 'ros2'],
      default: 'auto',
      description: 'How types are named. auto asks rosapi, and tries both forms when nobody answers.',
    },
    topics: {
      type: 'array',
      minItems: 1,
      maxItems: 64,
      description: "Only these of the profile's topics are read; without it all that are verified.",
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['topic'],
        properties: {
          topic: { type: 'string', pattern: '^/[A-Za-z0-9_/]+$', description: "A topic of the profile's ros block." },
          rateHz: {
            anyOf: [{ type: 'number', exclusiveMinimum: 0, maximum: 2000 }, { const: 'all' }],
            description: "Thins out to this rate, or all: every message. Without it the profile's rate.",
          },
          compression: {
            enum: ['none', 'cbor', 'cbor-raw'],
            default: 'none',
            description:
              'cbor fails on some types without a word, cbor-raw needs a type whose layout is known; a topic that stays silent is asked for as JSON.',
          },
          optional: { type: 'boolean', description: 'Not every robot of this model has it: its absence is no flaw.' },
        },
      },
    },
    includeUnverified: {
      type: 'boolean',
      default: false,
      description: 'Also reads topics marked unverified: somebody has compared them with the robot.',
    },
    allowPlaintextRemote: {
      type: 'boolean',
      default: false,
      description: 'Allows ws:// to another host: anybody on the way can read it and speak for the robot.',
    },
    tls: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description: 'For wss:// only; without caFile the authorities of the host are trusted.',
      properties: {
        caFile: { ...path, description: 'PEM file of the authority that signed the certificate of the bridge.' },
        certFile: { ...path, description: 'PEM file of the client certificate; needs keyFile.' },
        keyFile: { ...path, description: 'PEM file of the key of the client certificate.' },
        serverName: { type: 'string', minLength: 1, description: 'Name in the certificate of the bridge, when it is not the host of url.' },
      },
    },
    headersFile: {
      ...path,
      description: 'YAML or JSON file with `headers:`, names and values sent with the handshake; secrets stay out of the configuration.',
    },
    payloadBytesMax: {
      type: 'integer',
      minimum: 1024,
      maximum: 100_000_000,
      default: 10_000_000,
      description: 'A longer message is refused and counted.',
    },
    connectMs: { ...limitMs, default: 3000, description: 'How long connecting may take.' },
    pingMs: { ...limitMs, default: 5000, description: 'Time between pings; without a pong for as long again the connection is made anew.' },
    silenceMs: { ...limitMs, default: 3000, description: 'A topic is silent after this long, and never before three of its periods.' },
    staleMs: { ...limitMs, default: 1000, description: 'A message older than this when it arrives is no sign of life now.' },
  },
} as const;

export type RosbridgeOptions = Readonly<FromSchema<typeof optionsSchema>>;

import type { FromSchema } from 'json-schema-to-ts';
import { blackBoxDefaults } from '../record/black-box/black-box-options.ts';
import { ledgerBytesMaxDefault } from '../record/limits/lane-bytes.ts';
import { lossBoundMsDefault } from '../record/limits/recorder-limits.ts';
import { sampleLaneDefaults } from '../record/samples/sample-lane.ts';

const mebibyte = 1024 * 1024;
const bytes = (limitBytes: number, description: string) =>
  ({ type: 'integer', minimum: mebibyte, default: limitBytes, description }) as const;
const lengthMs = (ms: number, description: string) =>
  ({ type: 'integer', minimum: 1000, maximum: 60_000, default: ms, description }) as const;

const blackBoxProperties = {
  beforeMs: lengthMs(blackBoxDefaults.beforeMs, 'How much before a trigger is kept.'),
  afterMs: lengthMs(blackBoxDefaults.afterMs, 'How much after a trigger is kept.'),
  ringBytesMax: bytes(blackBoxDefaults.ringBytesMax, 'Memory of the full-rate rings; too little, and they reach less far back.'),
  folderBytesMax: bytes(blackBoxDefaults.folderBytesMax, 'Bytes of all incidents; the oldest that nobody holds goes first.'),
  heldBytesMax: bytes(blackBoxDefaults.heldBytesMax, 'Bytes of incidents that may be held.'),
  incidentsPerHourMax: {
    type: 'integer',
    minimum: 1,
    maximum: 60,
    default: blackBoxDefaults.incidentsPerHourMax,
    description: 'Further triggers are refused, and the refusal is a record.',
  },
} as const;

/** The agent's configuration: one schema gives type, defaults, check and manual. */
export const agentSchema = {
  type: 'object',
  title: 'Agent configuration',
  additionalProperties: false,
  required: ['robot', 'sources'],
  properties: {
    robot: {
      type: 'object',
      additionalProperties: false,
      required: ['profile'],
      properties: {
        profile: { type: 'string', description: 'Name of a profile that ships, or the path of one ending in .yaml.' },
        serialNumber: { type: 'string', maxLength: 128, description: "The maker's serial number; unknown when left out." },
      },
    },
    hostRole: {
      enum: ['onboard', 'gateway'],
      default: 'onboard',
      description: 'gateway: the host runs beside the robot, so its own power-on time says nothing about the robot.',
    },
    sources: {
      type: 'array',
      minItems: 1,
      maxItems: 16,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'driver'],
        properties: {
          id: { type: 'string', pattern: '^[a-z][a-zA-Z0-9-]{0,31}$', description: 'Your name for this source, in records and messages.' },
          driver: { type: 'string', description: 'A folder of drivers/.' },
          options: { type: 'object', default: {}, description: "The driver's own options; see its README." },
        },
      },
    },
    context: { type: 'string', description: 'Path of the declared context: site, people, stage. Undeclared is unknown.' },
    referenceModel: { type: 'string', default: 'illustrative-1', description: 'Name of a reference model that ships, or a path.' },
    trust: {
      type: 'string',
      description: 'Path of the trust store: whose signatures on context and reference model are believed. Without it nobody is.',
    },
    record: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        directory: { type: 'string', default: './robot-risk-state', description: 'Where ledger and key lie; must survive a reboot.' },
        ledgerBytesMax: {
          type: 'integer',
          minimum: 4 * mebibyte,
          default: ledgerBytesMaxDefault,
          description: 'Bytes of the signed ledger and its reports; ticks thin from 70 % on, and the limit stands above every retention.',
        },
        lossBoundMs: {
          type: 'integer',
          minimum: 10_000,
          maximum: 60_000,
          default: lossBoundMsDefault,
          description: 'What a power cut may cost at most, ms: the period of the group commit, stated in every report.',
        },
        samples: {
          type: 'object',
          additionalProperties: false,
          description: 'Features of every second, in compressed batches; the oldest go first.',
          properties: {
            bytesMax: { type: 'integer', minimum: mebibyte, default: sampleLaneDefaults.bytesMax, description: 'Bytes of all batches.' },
          },
        },
        blackBox: {
          type: 'object',
          additionalProperties: false,
          description: 'Full-rate frames around falls, impacts, stops and alarms, as MCAP files in <directory>/incidents.',
          properties: blackBoxProperties,
        },
      },
    },
    recipients: {
      type: 'array',
      default: [],
      maxItems: 8,
      description: 'Who gets the reports. None: the agent meters, and opens no outbound connection.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'url', 'tenant', 'keys'],
        properties: {
          id: { type: 'string', pattern: '^[a-z][a-zA-Z0-9-]{0,31}$' },
          url: { type: 'string', pattern: '^(mqtts?|wss?)://', description: 'Broker, for example mqtts://broker.example:8883.' },
          tenant: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$' },
          keys: { type: 'string', description: "Path of the receiver's public keys (JWKS), pinned: only these sign receipts that count." },
          usage: {
            type: 'boolean',
            description:
              'True: also publishes usage, retained, in the words of OPC UA and VDA 5050: for maintenance software, not evidence.',
          },
          username: { type: 'string' },
          passwordFile: { type: 'string', description: 'Path of a file with the password; a password is never written here.' },
        },
      },
    },
    page: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        port: {
          type: 'integer',
          minimum: 0,
          maximum: 65535,
          default: 8740,
          description: 'Local status page on loopback; 0 takes a free port.',
        },
      },
    },
    log: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: { level: { enum: ['debug', 'info', 'warn', 'error', 'silent'], default: 'info' } },
    },
    anomaly: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        backend: {
          enum: ['auto', 'native', 'wasm', 'cpu', 'off'],
          default: 'off',
          description: 'Where the network votes beside rules and physics; off: it does not, which is what the recordings speak for.',
        },
        shortCommissioning: {
          type: 'boolean',
          default: false,
          description: 'Learns in minutes instead of hours: for recordings and demonstrations; promises nothing, and says so everywhere.',
        },
        eventForecast: {
          enum: ['off', 'page'],
          default: 'off',
          description:
            'page: probability of a protective stop now, within 5 s and 10 s, on the page and in `status`, never in reports or records; learned on one UR3, no safety function.',
        },
        rebaseline: { type: 'string', description: 'Path of a signed order to learn the robot anew; followed once.' },
        fleetPrior: {
          type: 'string',
          description: 'Path of what robots of this profile are like, signed by maker or insurer: joints outside it are not learned.',
        },
      },
    },
  },
} as const;

export type AgentConfiguration = FromSchema<typeof agentSchema>;

import type { FromSchema } from 'json-schema-to-ts';

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
    record: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        directory: { type: 'string', default: './robot-risk-state', description: 'Where ledger and key lie; must survive a reboot.' },
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
        backend: { enum: ['auto', 'native', 'wasm', 'cpu', 'off'], default: 'auto', description: 'Where the anomaly model runs.' },
      },
    },
  },
} as const;

export type AgentConfiguration = FromSchema<typeof agentSchema>;

import { describe, expect, it } from 'vitest';
import { ConfigError } from '../contract/errors.ts';
import { type AgentConfiguration, agentSchema } from './agent-schema.ts';
import { checkDocument } from './read-document.ts';

const least = { robot: { profile: 'ur3e' }, sources: [{ id: 'arm', driver: 'simulator' }] };
const recipient = { id: 'insurer', url: 'mqtts://broker.example:8883', tenant: 'acme', keys: './keys.json' };

const checked = (change: object = {}): AgentConfiguration =>
  checkDocument<AgentConfiguration>('agent.yaml', JSON.stringify({ ...least, ...change }), agentSchema).value;

function problemsOf(change: object): string[] {
  try {
    checked(change);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ place, value, remedy }) => `${place.replace('agent.yaml:1', '').trim()}: ${value} — ${remedy}`);
  }
}

describe('the least configuration', () => {
  it('gets every default, and reports to nobody', () => {
    expect(checked()).toEqual({
      robot: { profile: 'ur3e' },
      hostRole: 'onboard',
      sources: [{ id: 'arm', driver: 'simulator', options: {} }],
      referenceModel: 'illustrative-1',
      record: { directory: './robot-risk-state', ledgerBytesMax: 67_108_864, lossBoundMs: 60_000 },
      recipients: [],
      page: { port: 8740 },
      log: { level: 'info' },
      anomaly: { backend: 'off', shortCommissioning: false, eventForecast: 'off' },
    });
  });

  it('keeps what is written beside a default', () => {
    const { page, log, record } = checked({ page: { port: 0 }, log: {}, record: { directory: 'state' } });
    expect({ page, log, record }).toMatchObject({
      page: { port: 0 },
      log: { level: 'info' },
      record: { directory: 'state', lossBoundMs: 60_000 },
    });
  });

  it('does not share its defaults between two configurations', () => {
    Object.assign(checked().record, { directory: 'changed' });
    expect(checked().record.directory).toBe('./robot-risk-state');
  });
});

describe('a configuration', () => {
  it.each([
    ['no source', { sources: [] }, 'sources'],
    ['seventeen sources', { sources: Array.from({ length: 17 }, (_, i) => ({ id: `s${i}`, driver: 'simulator' })) }, 'sources'],
    ['a source id with a space', { sources: [{ id: 'left arm', driver: 'simulator' }] }, 'sources.0.id'],
    ['a source id of 33 characters', { sources: [{ id: 'a'.repeat(33), driver: 'simulator' }] }, 'sources.0.id'],
    ['nine recipients', { recipients: Array.from({ length: 9 }, (_, i) => ({ ...recipient, id: `r${i}` })) }, 'recipients'],
    ['a web address for a broker', { recipients: [{ ...recipient, url: 'https://broker.example' }] }, 'recipients.0.url'],
    ['a tenant with a slash, which would be two topic levels', { recipients: [{ ...recipient, tenant: 'a/b' }] }, 'recipients.0.tenant'],
    ['a tenant that is a wildcard', { recipients: [{ ...recipient, tenant: '#' }] }, 'recipients.0.tenant'],
    ['a port beyond the last one', { page: { port: 65_536 } }, 'page.port'],
    ['a port that is no whole number', { page: { port: 80.5 } }, 'page.port'],
    ['an unknown log level', { log: { level: 'trace' } }, 'log.level'],
    ['an unknown backend', { anomaly: { backend: 'gpu' } }, 'anomaly.backend'],
    ['a forecast in reports', { anomaly: { eventForecast: 'report' } }, 'anomaly.eventForecast'],
    ['an unknown host role', { hostRole: 'cloud' }, 'hostRole'],
    ['a serial number of a page', { robot: { profile: 'ur3e', serialNumber: 'x'.repeat(129) } }, 'robot.serialNumber'],
  ])('with %s is refused at its place', (_, change, place) => {
    expect(problemsOf(change).map((text) => text.split(':')[0])).toEqual([place]);
  });

  it('names what a recipient lacks, all of it', () => {
    expect(problemsOf({ recipients: [{}] })).toEqual(
      ['id', 'url', 'tenant', 'keys'].map((key) => `recipients.0: "${key}" is missing — add "${key}:"`),
    );
  });

  it.each(['mqtt://10.0.0.2:1883', 'mqtts://broker.example', 'ws://broker.example/mqtt', 'wss://broker.example'])(
    'takes the broker %s',
    (url) => {
      expect(problemsOf({ recipients: [{ ...recipient, url }] })).toEqual([]);
    },
  );

  it('has no place for a password: only for the path of a file with one', () => {
    expect(problemsOf({ recipients: [{ ...recipient, password: 'secret' }] })).toEqual([
      'recipients.0.password: unknown key "password" — take it out, or write one of id, url, tenant, keys, usage, username, passwordFile',
    ]);
    expect(problemsOf({ recipients: [{ ...recipient, username: 'robot', passwordFile: './password' }] })).toEqual([]);
  });
});

describe('every object of the schema', () => {
  /** Places of objects that would let a mistyped key pass; a driver's options are checked by the driver's own schema. */
  function open(schema: object, place: string): string[] {
    const { type, properties, items, additionalProperties } = schema as Record<string, unknown>;
    const inner = Object.entries((properties ?? {}) as Record<string, object>).flatMap(([key, value]) => open(value, `${place}/${key}`));
    const listed = typeof items === 'object' && items !== null ? open(items, `${place}/items`) : [];
    return [...(type === 'object' && additionalProperties !== false ? [place] : []), ...inner, ...listed];
  }

  it('refuses unknown keys', () => {
    expect(open(agentSchema, '')).toEqual(['/sources/items/options']);
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../agent/configuration/read-configuration.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import type { Source } from '../../agent/contract/driver.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { loadDriver } from '../../agent/ingest/load-driver.ts';
import { refusalOf, temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { profileWith, rosbridgeOptions, rosTopic } from '../../tests/support/rosbridge-fixture.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import rosbridge from './index.ts';

const url = 'ws://127.0.0.1:9090';

function open(profile: Profile, written: object = {}): Promise<Source> {
  const context = { sourceId: 'arm', profile, clock: new VirtualClock(), readDocument };
  return rosbridge.open(rosbridgeOptions(written), context);
}

describe('the driver', () => {
  it('loads by its name and says live', async () => {
    const driver = await loadDriver('rosbridge');
    expect([driver.name, driver.origin]).toEqual(['rosbridge', 'live']);
  });

  it('has options that all have a description, and defaults', () => {
    for (const [name, schema] of Object.entries(rosbridge.optionsSchema.properties)) expect(schema, name).toHaveProperty('description');
    expect(rosbridgeOptions({ url })).toEqual({
      url,
      generation: 'auto',
      includeUnverified: false,
      allowPlaintextRemote: false,
      tls: {},
      payloadBytesMax: 10_000_000,
      connectMs: 3000,
      pingMs: 5000,
      silenceMs: 3000,
      staleMs: 1000,
    });
  });

  it.each([
    ['no url', { url: undefined }],
    ['another protocol', { url: 'http://127.0.0.1:9090' }],
    ['no host', { url: 'ws:///bridge' }],
    ['a third generation', { generation: 'ros3' }],
    ['an empty list of topics', { topics: [] }],
    ['a topic without a slash', { topics: [{ topic: 'joint_states' }] }],
    ['no rate', { topics: [{ topic: '/joint_states', rateHz: 0 }] }],
    ['a rate in words', { topics: [{ topic: '/joint_states', rateHz: 'fast' }] }],
    ['a compression that cannot be read', { topics: [{ topic: '/joint_states', compression: 'png' }] }],
    ['a header in the configuration', { headers: { Authorization: 'x' } }],
    ['something to publish', { publish: '/cmd_vel' }],
  ])('refuses %s by its schema', (_, written) => {
    expect(() => rosbridgeOptions(written)).toThrow('schemaPath');
  });

  it('takes a rate and all', () => {
    const topics = [{ topic: '/a', rateHz: 0.5 }, { topic: '/b', rateHz: 'all' }, { topic: '/c' }];
    expect(rosbridgeOptions({ topics }).topics).toMatchObject([{ rateHz: 0.5 }, { rateHz: 'all' }, { compression: 'none' }]);
  });

  it('is checked as part of a configuration', async () => {
    const text = (key: string) => `robot: {profile: ur3e}\nsources: [{id: arm, driver: rosbridge, options: {${key}: "${url}"}}]\n`;
    const folder = await temporaryFiles({ 'good.yaml': text('url'), 'bad.yaml': text('uri') });
    const { sources } = await readConfiguration(join(folder, 'good.yaml'));
    expect(sources[0]?.options).toMatchObject({ url, generation: 'auto', silenceMs: 3000 });
    expect((await refusalOf(readConfiguration(join(folder, 'bad.yaml')), folder)).join('\n')).toContain('url');
  });
});

describe('opening', () => {
  it('gives a stream per topic and says what identifies the source, without connecting', async () => {
    const source = await open(profileWith(rosTopic('/joint_states', { rateHz: 20 }), rosTopic('/tool', { rateHz: 1 })));
    expect(source.layouts.map(({ component, periodMs, sourceId }) => [component, periodMs, sourceId])).toEqual([
      ['joint', 50, 'arm'],
      ['joint', 1000, 'arm'],
    ]);
    expect(source.identity).toEqual({
      protocol: 'rosbridge',
      endpoint: 'ws://127.0.0.1:9090/',
      generation: 'auto',
      transport: 'ws',
      authenticated: 'no',
    });
  });

  it('calls a bridge authenticated only over wss://, and keeps what could be secret to itself', async () => {
    const source = await open(profileWith(rosTopic('/joint_states')), { url: 'wss://robot.example/?token=secret', generation: 'ros2' });
    expect(source.identity).toMatchObject({ endpoint: 'wss://robot.example/', transport: 'wss', authenticated: 'yes', generation: 'ros2' });
  });

  it('reports of the profile’s event classes those its topics can show', async () => {
    const topics = [rosTopic('/status', { type: 'ur_dashboard_msgs/SafetyMode', onChange: true }), rosTopic('/joint_states')];
    const profile: Profile = { ...profileWith(...topics), observable: ['fall', 'protectiveStop'] };
    expect((await open(profile)).observable).toEqual(['protectiveStop']);
    expect((await open({ ...profile, ...profileWith(rosTopic('/joint_states')) })).observable).toEqual([]);
  });

  it('says everything that is wrong at once', async () => {
    const profile = profileWith(
      rosTopic('/joint_states', { decode: { effort: 'newton', unit: 'rad' } }),
      rosTopic('/camera', { type: 'sensor_msgs/PointCloud' }),
    );
    const written = { url: 'ws://robot.example', headersFile: 'absent.yaml', tls: { caFile: 'absent.pem' }, topics: undefined };
    const problems = await refusalOf(open(profile, written), 'no folder');
    expect(problems.map((problem) => problem.split(' | ').slice(0, 2))).toEqual([
      ['url', 'ws://robot.example is another host without encryption'],
      ['tls', 'set for ws://'],
      ['tls.caFile', expect.stringContaining('ENOENT')],
      ['headersFile → absent.yaml', 'ENOENT'],
      ['ros.topics /joint_states decode.unit', 'no option of this decoder'],
      ['ros.topics /joint_states decode.effort', '"newton"'],
      ['ros.topics /camera', 'sensor_msgs/PointCloud has no decoder'],
    ]);
  });

  it.each([
    ['drdds/JointsData', 'auto', undefined],
    ['unitree_hg/LowState', 'ros1', undefined],
    ['unitree_hg/LowState', 'auto', 'ros1'],
  ] as const)('refuses %s as bytes, generation %s, topic of %s: nobody says its layout', async (type, generation, only) => {
    const profile = profileWith(rosTopic('/joints', { type, ...(only && { generation: only }) }));
    const topics = [{ topic: '/joints', compression: 'cbor-raw' }];
    expect(await refusalOf(open(profile, { generation, topics }), 'no folder')).toEqual([
      expect.stringMatching(/^topics \/joints compression \| cbor-raw, and the layout of .*not known \| .*sensor_msgs\/JointState, /),
    ]);
    expect((await open(profile, { generation, topics: [{ topic: '/joints' }] })).layouts.length).toBeGreaterThan(0);
  });

  it('takes a type as bytes whose layout is known in the generation that is set, or in one of both', async () => {
    const profile = profileWith(rosTopic('/lowstate', { type: 'unitree_hg/LowState' }));
    const topics = [{ topic: '/lowstate', compression: 'cbor-raw' }];
    for (const generation of ['auto', 'ros2']) expect((await open(profile, { generation, topics })).layouts).not.toEqual([]);
  });

  it('is refused for a profile without a ros block', async () => {
    const { ros: _, ...profile } = profileWith(rosTopic('/joint_states'));
    expect(await refusalOf(open(profile), 'no folder')).toEqual([expect.stringContaining('has no ros block')]);
  });
});

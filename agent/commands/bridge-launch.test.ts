import { describe, expect, it } from 'vitest';
import type { Profile } from '../contract/profile.ts';
import { bridgeLaunch } from './bridge-launch.ts';

const topic = (name: string, generation?: 'ros1' | 'ros2') => ({
  topic: name,
  type: 'sensor_msgs/JointState',
  rateHz: 10,
  onChange: false,
  optional: false,
  unverified: false,
  decode: {},
  ...(generation === undefined ? {} : { generation }),
});
const profile: Profile = {
  name: 'probe',
  manufacturer: 'Nobody',
  model: 'One',
  category: 'cobot',
  locomotion: 'fixed',
  joints: [{ name: 'a', type: 'revolute', role: 'actuator' }],
  ros: {
    generations: ['ros1', 'ros2'],
    topics: [topic('/joint_states'), topic('/old', 'ros1'), topic('/new', 'ros2')],
    commandTopics: ['/cmd'],
  },
  observable: [],
};

describe('a locked-down bridge', () => {
  it.each([
    ['ros2', "['/joint_states', '/new']", 'exec='],
    ['ros1', "['/joint_states', '/old']", 'type='],
  ] as const)('%s lets through the topics of its generation, and no command topic', (generation, glob, program) => {
    const launch = bridgeLaunch(profile, { generation, port: 9191 });
    expect(launch).toContain(`<param name="topics_glob" value="${glob}"/>`);
    expect(launch).toContain(program);
    expect(launch).toContain('<param name="port" value="9191"/>');
    expect(launch).toContain('<param name="address" value="127.0.0.1"/>');
    expect(launch).not.toContain('/cmd');
  });

  it('closes services and parameters with a name, because an empty list would open them', () => {
    const launch = bridgeLaunch(profile, { generation: 'ros2', port: 9090 });
    for (const key of ['services_glob', 'params_glob']) expect(launch).toMatch(new RegExp(`name="${key}" value="\\['/[a-z_/]+'\\]"`));
  });

  it('closes the topics too when the profile has none', () => {
    const { ros: _, ...silent } = profile;
    expect(bridgeLaunch(silent, { generation: 'ros2', port: 9090 })).toContain(
      `<param name="topics_glob" value="['/robot_risk/closed']"/>`,
    );
  });
});

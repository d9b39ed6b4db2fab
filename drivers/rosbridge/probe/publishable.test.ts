import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../agent/contract/errors.ts';
import { FakeBridge } from '../../../tests/support/fake-bridge.ts';
import { SteppedClock } from '../../../tests/support/stepped-clock.ts';
import type { RosMessage } from '../../ros-messages/decoding/message-type.ts';
import { checkPublishable, checkServices, listTopics, matchesGlob, patternsOf, shortType } from './publishable.ts';

class AnsweringBridge extends FakeBridge {
  readonly answers: Readonly<Record<string, RosMessage>>;
  constructor(answers: Readonly<Record<string, RosMessage>>) {
    super(new SteppedClock());
    this.answers = answers;
  }
  override async ask(service: string): Promise<RosMessage> {
    this.services.push(service);
    const answer = this.answers[service];
    if (answer === undefined) throw new TransientError('rosbridge/service-refused', service);
    return answer;
  }
}

const listed = [
  { topic: '/lowstate', type: 'unitree_hg/LowState' },
  { topic: '/lowcmd', type: 'unitree_hg/LowCmd' },
];
const withGlob = (value: string): AnsweringBridge => new AnsweringBridge({ '/rosapi/get_param': { value } });

describe('what rosapi lists', () => {
  it('is topics with short type names of either generation', async () => {
    const client = new AnsweringBridge({
      '/rosapi/topics': { topics: ['/a', '/b', '/c'], types: ['sensor_msgs/msg/Imu', 'sensor_msgs/JointState'] },
    });
    expect(await listTopics(client)).toEqual([
      { topic: '/a', type: 'sensor_msgs/Imu' },
      { topic: '/b', type: 'sensor_msgs/JointState' },
      { topic: '/c', type: '' },
    ]);
  });

  it('is undefined when services are closed, which is as it should be', async () => {
    expect(await listTopics(new AnsweringBridge({}))).toBeUndefined();
    expect(checkServices(undefined).level).toBe('ok');
    expect(checkServices(listed)).toMatchObject({ level: 'fail', check: 'bridge-services-open' });
  });

  it('shortens a type once', () => expect(shortType('a_msgs/msg/B')).toBe('a_msgs/B'));
});

describe('topics that can be published to', () => {
  const topics = { commands: ['/lowcmd'], listed };

  it('are all of them without a glob', async () => {
    for (const value of ['', '*', "['*']", '[]']) {
      const finding = await checkPublishable(withGlob(value), topics);
      expect(finding, value).toMatchObject({ level: 'fail', check: 'topics-publishable' });
      expect(finding.text).toContain('/lowcmd');
    }
  });

  it('fail when one of them moves the robot', async () => {
    const finding = await checkPublishable(withGlob("['/low*']"), topics);
    expect(finding.level).toBe('fail');
    expect(finding.text).toMatch(/: \/lowcmd$/);
  });

  it('are named even when none of them moves it, because reading and publishing are one right', async () => {
    const finding = await checkPublishable(withGlob("['/lowstate']"), topics);
    expect(finding.level).toBe('warning');
    expect(finding.text).toMatch(/: \/lowstate$/);
  });

  it('cannot be told when the parameter cannot be read: a doubt when services answer, skipped when all is closed', async () => {
    expect((await checkPublishable(new AnsweringBridge({}), topics)).level).toBe('warning');
    expect((await checkPublishable(new AnsweringBridge({}), { commands: ['/lowcmd'], listed: undefined })).level).toBe('skipped');
  });

  it('are cut when there are many', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ topic: `/t${index}`, type: 'x_msgs/Y' }));
    expect((await checkPublishable(withGlob("['/t*']"), { commands: [], listed: many })).text).toContain('and 28 more');
  });
});

describe('globs', () => {
  it('are read as rosbridge writes them', () => {
    expect(patternsOf("['/a', '/b/*']")).toEqual(['/a', '/b/*']);
    expect(patternsOf('[/a,/b]')).toEqual(['/a', '/b']);
    expect(patternsOf("['/a', '*']")).toEqual([]);
  });

  it.each([
    ['/a/b', '/a/*', true],
    ['/a', '/a', true],
    ['/a', '/b', false],
    ['/x/status', '/*/status', true],
    ['/x/state', '/*/status', false],
    ['/ab', '/a*b*b', false],
    ['/abxb', '/a*b*b', true],
  ])('%s under %s: %s', (topic, pattern, matches) => expect(matchesGlob(topic, pattern)).toBe(matches));

  it('agree with a regular expression made of the pattern', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 6 });
    fc.assert(
      fc.property(letters, pattern, (topic, glob) => {
        expect(matchesGlob(topic, glob)).toBe(new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(topic));
      }),
      { numRuns: 2000 },
    );
  });
});

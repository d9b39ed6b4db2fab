import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mcapFile, type Published, robotDay, rosProfile } from '../../tests/support/bag-fixture.ts';
import { ros1Bag } from '../../tests/support/bag-fixture-ros1.ts';
import { runCli } from '../../tests/support/cli.ts';
import { temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { filesBeneath, scratchDirectory } from '../../tests/support/replayed.ts';
import { main } from '../main.ts';

const minute = robotDay(60);

/** A recording of a minute and its profile, in a folder that goes with the test. */
async function bag(bytes: Uint8Array | Promise<Uint8Array>, profile: object = rosProfile) {
  const folder = await temporaryFiles({ 'run.mcap': await bytes, 'two-joint.yaml': profile });
  const given = [join(folder, 'run.mcap'), '--profile', join(folder, 'two-joint.yaml')];
  return { folder, given, replay: (...more: string[]) => runCli('replay', ...given, ...more) };
}

const summaryOf = (out: string) => JSON.parse(filesBeneath(out)['summary.json'] ?? '{}');

describe('replay of a recording of ROS', () => {
  it('gives hours, events and a report that verifies', async () => {
    const out = scratchDirectory('bag');
    const { replay } = await bag(mcapFile(minute, { compression: 'zstd' }));
    const { code, out: said } = await replay('--out', out);
    expect({ code, said: said.split('\n')[0] }).toEqual({
      code: 0,
      said: 'Recording  ROS, 4 topics from mcap, on Test Two, origin replay',
    });
    const summary = summaryOf(out);
    expect(summary.exposure.powerOnMs).toBe(59_900);
    expect(summary.events.countByClass).toMatchObject({ protectiveStop: 1 });
    expect(summary.recording).toMatchObject({ format: 'mcap', topicCount: 4 });
    expect(summary.period.from).toMatch(/^2020-09-13T12:26:40/);
    expect((await runCli('verify', out, '--keys', join(out, 'keys.json'))).out).toMatch(/pass/i);
  });

  it('gives the same bytes twice', async () => {
    const { replay } = await bag(ros1Bag(minute, { compression: 'lz4' }));
    const [one, two] = [scratchDirectory('one'), scratchDirectory('two')];
    await replay('--out', one);
    await replay('--out', two);
    expect(Object.keys(filesBeneath(one)).length).toBeGreaterThan(3);
    expect(filesBeneath(one)).toEqual(filesBeneath(two));
  });

  it('goes on where it was interrupted, to the same bytes', async () => {
    const { given, replay } = await bag(mcapFile(robotDay(240)));
    const [whole, out] = [scratchDirectory('whole'), scratchDirectory('interrupted')];
    await replay('--out', whole);
    const stop = new AbortController();
    const progress = (): void => stop.abort();
    const io = { out: () => undefined, err: () => undefined, progress, signal: stop.signal };
    expect(await main(['replay', ...given, '--out', out], io)).toBe(1);
    expect(existsSync(join(out, 'scratch.sqlite'))).toBe(true);
    expect((await replay('--out', out)).code).toBe(0);
    expect(filesBeneath(out)).toEqual(filesBeneath(whole));
  });

  it('is another evidence under another profile: the key is another', async () => {
    const [one, two] = [scratchDirectory('one'), scratchDirectory('two')];
    await (await bag(mcapFile(minute))).replay('--out', one);
    await (await bag(mcapFile(minute), { ...rosProfile, massKg: 90 })).replay('--out', two);
    expect(summaryOf(one).agentId).not.toBe(summaryOf(two).agentId);
  });
});

describe('replay of a recording of ROS is refused', () => {
  const refusal = async (bytes: Uint8Array, ...args: string[]) => {
    const folder = await temporaryFiles({ 'run.mcap': bytes, 'two-joint.yaml': rosProfile, 'd.yaml': 'name: x' });
    const { code, err } = await runCli('replay', join(folder, 'run.mcap'), ...args.map((arg) => arg.replace('FOLDER', folder)));
    return { code, err: err.replaceAll(`${folder}/`, '') };
  };

  it('without a profile, naming those there are', async () => {
    const { code, err } = await refusal(await mcapFile(minute));
    expect(code).toBe(2);
    expect(err).toContain(
      "run.mcap: is a recording of ROS, which does not say which robot it was — give the robot's profile with --profile",
    );
    expect(err).toContain('ur3e');
  });

  it('with a description, which is for tables', async () => {
    const { code, err } = await refusal(await mcapFile(minute), '--profile', 'FOLDER/two-joint.yaml', '--description', 'FOLDER/d.yaml');
    expect(code).toBe(2);
    expect(err).toContain('leave out --description');
  });

  it('when the profile reads nothing of it', async () => {
    const { code, err } = await refusal(await mcapFile(minute.filter(({ topic }) => topic === '/imu')), '--profile', 'hiwonder-armpi-fpv');
    expect(code).toBe(2);
    expect(err).toContain('run.mcap');
  });

  it('when it says nothing about this robot', async () => {
    const stranger: Published = {
      topic: '/joint_states',
      type: 'sensor_msgs/JointState',
      timeNs: 1n,
      fields: { header: {}, name: ['wheel'], position: [1], velocity: [1], effort: [] },
    };
    const out = join(scratchDirectory('stranger'), 'out');
    const { replay } = await bag(mcapFile([stranger]));
    const { code, err } = await replay('--out', out);
    expect(code).toBe(2);
    expect(err).toContain('nothing in it could be read (1 × ros-messages/joint-not-in-profile)');
    expect(existsSync(join(out, 'scratch.sqlite'))).toBe(false);
  });
});

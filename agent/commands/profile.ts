import { Option } from 'commander';
import { profileNames, readProfile } from '../configuration/product-files.ts';
import { ConfigError, formatProblem } from '../contract/errors.ts';
import type { Profile } from '../contract/profile.ts';
import { bridgeLaunch, type RosGeneration } from './bridge-launch.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { parseDuration } from './parse-duration.ts';
import { probeSource } from './probe-source.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** `profile list|check|bridge|suggest`: which robots are known, whether a profile is sound, and what helps to make one. */
export const registerProfile: RegisterVerb = (program, io, act) => {
  const profile = program.command('profile').description('robots: what each model calls things, in which units, with which limits');
  profile
    .command('list')
    .description('the profiles that ship')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  robot-risk profile list --json')
    .action((options: JsonOption) => act(() => list(io, options)));
  profile
    .command('check')
    .argument('[profile...]', 'names, or paths of files of your own; all that ship when none is given')
    .description('checks profiles against the schema and says all problems at once')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  robot-risk profile check ur3e ./my-robot.yaml')
    .action((names: string[], options: JsonOption) => act(() => check(io, names, options)));
  profile
    .command('bridge')
    .argument('<profile>', 'name, or path of a file of your own')
    .description('prints a locked-down launch file for rosbridge: loopback, the topics of the profile, no services or parameters')
    .addOption(new Option('--generation <ros>', 'which ROS').choices(['ros1', 'ros2']).default('ros2'))
    .option('--port <number>', 'port of the bridge', Number, 9090)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  robot-risk profile bridge unitree-g1-29dof > bridge.launch.xml')
    .action((name: string, options: BridgeOptions) => act(() => bridge(io, name, options)));
  profile
    .command('suggest')
    .argument('<address>', 'of a source that can be listened to, for example ws://127.0.0.1:9090')
    .description('listens to an unknown robot and prints a profile to begin with')
    .option('--source <driver>', 'kind of source', 'rosbridge')
    .option('--listen <time>', 'how long to listen', parseDuration, 5000)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  robot-risk profile suggest ws://127.0.0.1:9090 > my-robot.yaml')
    .action((address: string, options: SuggestOptions) => act(() => suggest(io, address, options)));
};

interface BridgeOptions extends JsonOption {
  readonly generation: RosGeneration;
  readonly port: number;
}

async function bridge(io: CommandIo, name: string, { generation, port, json }: BridgeOptions): Promise<ExitCode> {
  const { value } = await readProfile(name);
  if (value.ros === undefined) {
    const remedy = 'add one, or begin with: robot-risk profile suggest ADDRESS';
    throw new ConfigError('profile/no-ros', [{ place: name, value: 'no ros block', remedy }]);
  }
  const launch = bridgeLaunch(value, { generation, port });
  io.out(json ? JSON.stringify({ generation, port, launch }) : launch);
  return exitCode.ok;
}

interface SuggestOptions extends JsonOption {
  readonly source: string;
  readonly listen: ReturnType<typeof parseDuration>;
}

async function suggest(io: CommandIo, address: string, { source, listen, json }: SuggestOptions): Promise<ExitCode> {
  const target = { driver: source, address, options: {}, profile: 'generic-joint-state', listenMs: listen };
  const { profileSkeleton, findings } = await probeSource(target, io, (line) => io.err(line));
  if (json) io.out(JSON.stringify({ profile: profileSkeleton, findings }));
  else if (profileSkeleton !== '') io.out(profileSkeleton.trimEnd());
  for (const { level, check, text } of findings) if (level === 'fail' && !json) io.err(`${check}: ${text}`);
  return profileSkeleton === '' ? exitCode.findings : exitCode.ok;
}

async function list(io: CommandIo, { json }: JsonOption): Promise<ExitCode> {
  const profiles = await Promise.all((await profileNames()).map(async (name) => rowOf((await readProfile(name)).value)));
  if (json) io.out(JSON.stringify({ profiles }));
  else
    for (const row of profiles)
      io.out(`${row.name.padEnd(24)} ${row.manufacturer} ${row.model}, ${row.category}, ${row.jointCount} joints`);
  return exitCode.ok;
}

function rowOf({ name, manufacturer, model, category, joints, unverified }: Profile) {
  return { name, manufacturer, model, category, jointCount: joints.length, unverifiedCount: unverified?.length ?? 0 };
}

async function check(io: CommandIo, names: readonly string[], { json }: JsonOption): Promise<ExitCode> {
  const asked = names.length > 0 ? names : await profileNames();
  const results = await Promise.all(asked.map(checkOne));
  const failed = results.filter((result) => result.problems.length > 0);
  if (json) io.out(JSON.stringify({ verdict: failed.length === 0 ? 'pass' : 'fail', profiles: results }));
  else
    for (const result of results)
      io.out([`${result.problems.length === 0 ? 'ok  ' : 'FAIL'} ${result.profile}`, ...result.problems].join('\n     '));
  return failed.length === 0 ? exitCode.ok : exitCode.usage;
}

async function checkOne(profile: string): Promise<{ profile: string; problems: string[] }> {
  try {
    await readProfile(profile);
    return { profile, problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { profile, problems: error.problems.map(formatProblem) };
  }
}

import { profileNames, readProfile } from '../configuration/product-files.ts';
import { ConfigError, formatProblem } from '../contract/errors.ts';
import type { Profile } from '../contract/profile.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** `profile list` and `profile check`: which robots are known, and whether a profile is sound. */
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
};

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

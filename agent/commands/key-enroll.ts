import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { readProfile } from '../configuration/product-files.ts';
import { ConfigError } from '../contract/errors.ts';
import { unknown } from '../contract/unknown.ts';
import { buildEnrolment, codeOf, type Enrolment } from '../evidence/enrolment.ts';
import { groupedCode } from '../evidence/enrolment-code.ts';
import { roleOfOrigin } from '../evidence/key-registry.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { type DeviceOrigin, loadDeviceKey } from './device-key.ts';

interface EnrollOptions {
  readonly state: string;
  readonly serial: string;
  readonly out: string;
  readonly profile?: string;
  readonly origin: DeviceOrigin;
  readonly json?: boolean;
}

const help = `
Send the file by any way. Give the code by another one, for example by telephone: the receiver refuses a file that the code does not fit.

Example:
  robot-risk key enroll --state ./robot-risk-state --serial SN-0001 --profile ur3e --out enrolment.json`;

/** `key enroll`: writes what an insurer needs to know this robot's key by, and shows the code that proves the file. */
export const registerKeyEnroll: RegisterVerb = (key, io, act) => {
  key
    .command('enroll')
    .description("writes this robot's enrolment; makes its key at the first call")
    .requiredOption('--state <directory>', "the agent's state directory, `record.directory` of its configuration")
    .requiredOption('--serial <number>', "the maker's serial number, as it stands on the robot")
    .requiredOption('--out <file>', 'the enrolment to write')
    .option('--profile <name>', "names maker and model: a profile that ships, or a file; they are 'not declared' without it")
    .addOption(new Option('--origin <origin>', 'what the key signs').choices(['live', 'simulation']).default('live'))
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((options: EnrollOptions) => act(() => enroll(io, options)));
};

async function enroll(io: CommandIo, options: EnrollOptions): Promise<ExitCode> {
  const robot = await robotOf(options);
  const { publicJwk } = await loadDeviceKey({ directory: options.state, origin: options.origin });
  const createdMs = createSystemClock().now().wallMs;
  const enrolment = buildEnrolment({ publicJwk, role: roleOfOrigin[options.origin], robot, createdMs });
  const code = groupedCode(codeOf(enrolment));
  await writeNew(options.out, `${JSON.stringify(enrolment, null, 2)}\n`);
  const { agentId, role, fingerprint } = enrolment;
  if (options.json) io.out(JSON.stringify({ agentId, role, fingerprint, code, file: options.out }));
  else for (const line of lines(enrolment, code, options.out)) io.out(line);
  return exitCode.ok;
}

async function robotOf({ profile, serial }: EnrollOptions): Promise<Enrolment['robot']> {
  if (serial.trim() === '' || serial.length > 256) {
    throw new ConfigError('key/serial', [{ place: '--serial', value: JSON.stringify(serial), remedy: 'write 1 to 256 characters' }]);
  }
  if (profile === undefined) return { manufacturer: unknown('notDeclared'), model: unknown('notDeclared'), serialNumber: serial };
  const { manufacturer, model } = (await readProfile(profile)).value;
  return { manufacturer, model, serialNumber: serial };
}

function lines({ agentId, role, fingerprint }: Enrolment, code: string, file: string): string[] {
  return [
    `agent        ${agentId}`,
    `role         ${role}`,
    `fingerprint  ${fingerprint}`,
    `file         ${file}`,
    `code         ${code}`,
    'Send the file, and give the code by another way; the receiver takes one only with the other.',
  ];
}

// A code belongs to one file: writing over a file that was sent would leave a code that fits neither.
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const exists = code === 'EEXIST';
    const remedy = exists ? 'remove it or name another file; every enrolment has a code of its own' : 'name a file that can be written';
    throw new ConfigError('key/enrolment-file', [{ place: path, value: exists ? 'exists already' : (code ?? String(error)), remedy }]);
  }
}

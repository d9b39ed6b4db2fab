import { readFile } from 'node:fs/promises';
import { ConfigError } from '../../agent/contract/errors.ts';
import { checkEnrolment } from '../../agent/evidence/enrolment.ts';
import { tenantPattern } from '../ingest/topics.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { openStore } from '../store/open-store.ts';
import { type CommandIo, type ExitCode, exitCode, type JsonOption, type RegisterVerb } from './command.ts';

interface EnrollOptions extends JsonOption {
  readonly code: string;
  readonly store: string;
  readonly tenant: string;
}

const help = `
The code is shown on the robot by "robot-risk key enroll" and must reach you by another way than the file. A receiver that is running
takes the new robot at once.

Example:
  robot-risk-receiver enroll enrolment.json --code 7KQ2M-X41ZC --store receiver.sqlite --tenant acme`;

/** `enroll`: takes a robot on whose file and code belong together; nobody is trusted at first sight. */
export const registerEnroll: RegisterVerb = (program, io, act) => {
  program
    .command('enroll')
    .argument('<file>', 'the enrolment the robot wrote')
    .description('takes a robot on, when the code from its terminal fits its file')
    .requiredOption('--code <code>', 'the 10 letters and digits shown on the robot')
    .requiredOption('--store <file>', "the receiver's store; made when absent")
    .option('--tenant <name>', 'whose robot it is: a tenant of the configuration', 'default')
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((file: string, options: EnrollOptions) => act(() => enroll(io, file, options)));
};

async function enroll(io: CommandIo, file: string, { code, store: path, tenant, json }: EnrollOptions): Promise<ExitCode> {
  if (!new RegExp(tenantPattern).test(tenant)) {
    const remedy = 'write letters, digits, dots, dashes and underscores, at most 64, a letter or digit first';
    throw new ConfigError('receiver/tenant', [{ place: '--tenant', value: JSON.stringify(tenant), remedy }]);
  }
  const enrolment = checkEnrolment(await readText(file), code, file);
  const store = openStore(path, { mayCreate: true });
  try {
    const isNew = store.agents.enrol(enrolment, tenant, createSystemClock().now().wallMs);
    const { agentId, fingerprint, role, robot } = enrolment;
    if (json) io.out(JSON.stringify({ agentId, fingerprint, role, tenant, serialNumber: robot.serialNumber, isNew }));
    else
      for (const line of [
        `${isNew ? 'enrolled' : 'known already'}: robot ${robot.serialNumber}, tenant ${tenant}`,
        `agent        ${agentId}`,
        `fingerprint  ${fingerprint}`,
        `role         ${role}`,
      ])
        io.out(line);
    return exitCode.ok;
  } finally {
    store.close();
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const value = code === 'ENOENT' ? 'does not exist' : (code ?? String(error));
    throw new ConfigError('receiver/enrolment-file', [{ place: file, value, remedy: 'give the file that `robot-risk key enroll` wrote' }]);
  }
}

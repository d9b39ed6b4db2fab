import { dirname, resolve } from 'node:path';
import { pathFrom } from '../configuration/path-from.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import { ConfigError } from '../contract/errors.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { blackBoxDefaults } from '../record/black-box/black-box-options.ts';
import { type HoldAnswer, HoldDesk, type ListedIncident } from '../record/black-box/hold-desk.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';

interface HoldOptions {
  readonly config: string;
  readonly list?: boolean;
  readonly release?: boolean;
  readonly now?: boolean;
  readonly json?: boolean;
}

const help = `
A held incident is never evicted. What may be held is bounded (record.blackBox.heldBytesMax), so that new incidents always find room; a refusal
is a record like a hold. The agent records both within seconds when it runs, else at its next start.
Exit code: 0 done, 1 refused or no such incident, 2 wrong usage.

Examples:
  robot-risk hold --list --config /etc/robot-risk/agent.yaml
  robot-risk hold 20260504T080100000Z-fall --config /etc/robot-risk/agent.yaml`;

/** `hold INCIDENT | --list | --release INCIDENT | --now`: keeps the evidence of an incident. */
export const registerHold: RegisterVerb = (program, io, act) => {
  program
    .command('hold')
    .argument('[incident]', 'id of an incident, as --list shows it')
    .description('keeps the recording of an incident from being evicted')
    .requiredOption('--config <file>', "the agent's configuration")
    .option('--list', 'list the incidents')
    .option('--release', 'let it be evicted again')
    .option('--now', 'ask the running agent to keep the time around now')
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((incident: string | undefined, options: HoldOptions) => act(() => hold(io, incident, options)));
};

async function hold(io: CommandIo, incident: string | undefined, options: HoldOptions): Promise<ExitCode> {
  const desk = await openDesk(options.config);
  if (options.list) return list(io, await desk.list(), options);
  const requestId = requestName();
  if (options.now) {
    await desk.trigger(requestId);
    io.out(options.json ? JSON.stringify({ outcome: 'requested' }) : 'Asked: the running agent keeps the time around now.');
    return exitCode.ok;
  }
  if (incident === undefined) throw noIncident();
  const answer = options.release ? await desk.release(incident, requestId) : await desk.hold(incident, requestId);
  io.out(options.json ? JSON.stringify({ incidentId: incident, ...answer }) : answerLine(incident, answer));
  return answer.outcome === 'granted' || answer.outcome === 'released' ? exitCode.ok : exitCode.findings;
}

async function openDesk(config: string): Promise<HoldDesk> {
  const { record } = await readConfiguration(config);
  const directory = pathFrom(dirname(resolve(config)), record.directory);
  return new HoldDesk(directory, record.blackBox?.heldBytesMax ?? blackBoxDefaults.heldBytesMax);
}

/** In the order of time, and never the same twice on one machine. */
function requestName(): string {
  const { wallMs, monoNs } = createSystemClock().now();
  return `${wallMs}-${monoNs}`;
}

function list(io: CommandIo, incidents: readonly ListedIncident[], { json }: HoldOptions): ExitCode {
  if (json) io.out(JSON.stringify({ incidents }));
  else if (incidents.length === 0) io.out('No incident.');
  else for (const incident of incidents) io.out(incidentLine(incident));
  return exitCode.ok;
}

function incidentLine({ incidentId, fromWallMs, toWallMs, sizeBytes, trigger, isHeld }: ListedIncident): string {
  const [from, to] = [fromWallMs, toWallMs].map((wallMs) => new Date(wallMs).toISOString());
  return `${incidentId}  ${trigger}, ${from} to ${to}, ${sizeBytes} bytes${isHeld ? ', held' : ''}`;
}

function answerLine(incident: string, { outcome, heldBytes, quotaBytes }: HoldAnswer): string {
  const room = `${heldBytes} of ${quotaBytes} bytes are held`;
  if (outcome === 'unknown') return `There is no incident ${incident} to do that with; see --list.`;
  if (outcome === 'refused') return `Refused: ${incident} does not fit, ${room}. Release another, or copy the file away.`;
  return outcome === 'granted' ? `Held: ${incident}; ${room}.` : `Released: ${incident}; ${room}.`;
}

function noIncident(): ConfigError {
  const remedy = 'give the id of an incident, or --list to see them';
  return new ConfigError('hold/no-incident', [{ place: 'hold', value: 'no incident given', remedy }]);
}

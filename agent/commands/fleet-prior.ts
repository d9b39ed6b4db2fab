import { stringify } from 'yaml';
import { fitFleetPrior } from '../assess/watch/fit-fleet-prior.ts';
import { ConfigError } from '../contract/errors.ts';
import { type FleetPriorDocument, fleetRobotCountMin } from '../contract/fleet-prior.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { type CommissionedRobot, commissionedRobot, type LeftOut, leftOutTexts } from './commissioned-robot.ts';
import { readLedgerLines } from './read-records.ts';
import { replaceFile } from './replace-file.ts';

interface FleetPriorOptions {
  readonly out: string;
  readonly short?: boolean;
  readonly json?: boolean;
}

const help = `
Each ledger says in its record anomaly.phase what commissioning found of every joint: friction, unexplained effort, temperature rise. From at
least ${fleetRobotCountMin} robots with one profile this makes ranges that leave 2 in a hundred sound joints outside, by median and median absolute deviation: a worn
robot among them hardly moves it. Have it signed, and name it as anomaly.fleetPrior in the configuration of robots that are yet to be learned.
Exit code: 0 written, 2 wrong usage, or too few robots.

Example:
  robot-risk fleet-prior ledgers/*.jsonl --out fleet-prior.yaml
  robot-risk sign fleet-prior.yaml --role oem --key oem-key.pem`;

/** `fleet-prior LEDGER…`: what robots of one kind are like when they are learned, from their own ledgers. */
export const registerFleetPrior: RegisterVerb = (program, io, act) => {
  program
    .command('fleet-prior')
    .argument('<ledgers...>', 'one ledger.jsonl, or database of a stopped agent, per robot')
    .description('makes a fleet prior of ledgers: what sound robots of one kind are like when they are learned')
    .requiredOption('--out <file>', 'where to write it, YAML')
    .option('--short', 'takes robots too that were learned in a hurry (short commissioning)')
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((ledgers: string[], options: FleetPriorOptions) => act(() => makeFleetPrior(io, ledgers, options)));
};

async function makeFleetPrior(io: CommandIo, paths: readonly string[], { out, short = false, json }: FleetPriorOptions): Promise<ExitCode> {
  const robots = new Map<string, CommissionedRobot>();
  const leftOut: { readonly ledger: string; readonly reason: LeftOut }[] = [];
  for (const path of paths) {
    const found = commissionedRobot(await readLedgerLines(path), { takesShort: short });
    if (typeof found === 'string') leftOut.push({ ledger: path, reason: found });
    else if (robots.has(found.agentId)) leftOut.push({ ledger: path, reason: 'sameRobot' });
    else robots.set(found.agentId, found);
  }
  const prior = priorOf([...robots.values()], leftOut);
  await replaceFile(out, stringify(prior));
  if (json) io.out(JSON.stringify({ file: out, ...prior, leftOut }));
  else for (const line of [...lines(out, prior), ...leftOutLines(leftOut)]) io.out(line);
  return exitCode.ok;
}

function priorOf(robots: readonly CommissionedRobot[], leftOut: readonly { ledger: string; reason: LeftOut }[]): FleetPriorDocument {
  const first = oneOf('profile', robots, ({ profileSha256 }) => profileSha256);
  oneOf('origin', robots, ({ origin }) => origin);
  const prior = first === undefined || robots.length < fleetRobotCountMin ? undefined : fitFleetPrior(traitsOf(robots), first);
  if (prior !== undefined) return prior;
  const why = leftOut.map(({ ledger, reason }) => `; ${ledger}: ${leftOutTexts[reason]}`).join('');
  throw unusable(`${robots.length} commissioned robots${why}`, `give ledgers of at least ${fleetRobotCountMin}`);
}

/** What all robots have in common: undefined without any; refused where they differ. */
function oneOf(what: string, robots: readonly CommissionedRobot[], of: (robot: CommissionedRobot) => string): string | undefined {
  const found = [...new Set(robots.map(of))];
  if (found.length > 1)
    throw unusable(`robots of ${found.length} ${what}s: ${found.join(', ')}`, `give ledgers of robots with one ${what}`);
  return found[0];
}

const traitsOf = (robots: readonly CommissionedRobot[]) => robots.map(({ traits }) => traits);

const unusable = (value: string, remedy: string): ConfigError =>
  new ConfigError('fleet-prior/ledgers', [{ place: 'ledgers', value, remedy }]);

function lines(out: string, { robotCount, profileSha256, joints }: FleetPriorDocument): string[] {
  const ranges = Object.entries(joints).map(([joint, traits]) => {
    const said = Object.entries(traits).map(([name, { low, high }]) => `${name} ${low} … ${high}`);
    return `${joint}  ${said.join(', ')}`;
  });
  return [`wrote     ${out}: ${robotCount} robots, profile ${profileSha256}`, ...ranges.map((range) => `          ${range}`)];
}

const leftOutLines = (leftOut: readonly { ledger: string; reason: LeftOut }[]): string[] =>
  leftOut.map(({ ledger, reason }) => `left out  ${ledger}: ${leftOutTexts[reason]}`);

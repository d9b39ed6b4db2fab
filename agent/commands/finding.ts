import { dirname, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { findingsCatalogue } from '../assess/findings-catalogue.ts';
import { pathFrom } from '../configuration/path-from.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import { ConfigError } from '../contract/errors.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { replyCharsMax } from '../record/black-box/incident-folder.ts';
import { FindingDesk, type ListedFinding } from '../record/finding-desk.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { readSigningKey } from './read-signing-key.ts';

interface FindingOptions {
  readonly config: string;
  readonly lang: 'en' | 'zh';
  readonly json?: boolean;
}

interface ReplyOptions extends FindingOptions {
  readonly text: string;
  readonly key?: string;
}

const listHelp = `
A finding is a neutral fact, never a verdict; no number depends on it.

Example:
  robot-risk finding list --config /etc/robot-risk/agent.yaml`;

const replyHelp = `
A reply becomes a record of the ledger, and the next report carries it, in these words, to every recipient. With --key the owner signs
it, and verify, explain and the receiver's findings say with --trust whether they believe that key; without, it is stated on the device,
unsigned. The agent records it within seconds when it runs, else at its next start.
Exit code: 0 done, 1 no such finding, 2 wrong usage.

Examples:
  robot-risk finding reply 812 --text "The new gripper was taught that day." --config /etc/robot-risk/agent.yaml
  robot-risk finding reply 812 --text "Known to us." --key owner-key.pem --config /etc/robot-risk/agent.yaml`;

/** `finding list` and `finding reply SEQ --text TEXT`: what a person may want to look at, and what its owner says to it. */
export const registerFinding: RegisterVerb = (program, io, act) => {
  const finding = program.command('finding').description('lists the findings on the ledger, and records a reply to one');
  finding
    .command('list')
    .description('lists the findings with their innocent explanations')
    .requiredOption('--config <file>', "the agent's configuration")
    .addOption(new Option('--lang <language>', 'language of the texts').choices(['en', 'zh']).default('en'))
    .option('--json', 'one JSON object')
    .addHelpText('after', listHelp)
    .action((options: FindingOptions) => act(() => list(io, options)));
  finding
    .command('reply')
    .argument('<finding>', 'sequence number of the finding, as list shows it', parseSeq)
    .description('puts a reply to a finding on record')
    .requiredOption('--config <file>', "the agent's configuration")
    .requiredOption('--text <text>', `what to say, at most ${replyCharsMax} characters`)
    .option('--key <file>', "the owner's private key, PEM: signs the reply")
    .option('--json', 'one JSON object')
    .addHelpText('after', replyHelp)
    .action((seq: number, options: ReplyOptions) => act(() => reply(io, seq, options)));
};

function parseSeq(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number from 0 on.`);
  return Number(text);
}

const words = {
  en: { none: 'No finding.', replied: ', replied in ', unsigned: 'unsigned', signed: (kid: string) => `signed by ${kid}` },
  zh: { none: '无发现。', replied: '，已回复，记录 ', unsigned: '未签名', signed: (kid: string) => `由 ${kid} 签名` },
} as const;

async function list(io: CommandIo, { config, lang, json }: FindingOptions): Promise<ExitCode> {
  const findings = (await openDesk(config)).list();
  if (json) io.out(JSON.stringify({ findings }));
  else if (findings.length === 0) io.out(words[lang].none);
  else for (const finding of findings) for (const line of findingLines(finding, lang)) io.out(line);
  return exitCode.ok;
}

async function reply(io: CommandIo, seq: number, { config, text, key, json }: ReplyOptions): Promise<ExitCode> {
  if (text.trim() === '' || text.length > replyCharsMax) throw unfitText(text);
  const { wallMs, monoNs } = createSystemClock().now();
  const signing = key === undefined ? undefined : { key: await readSigningKey(key), at: new Date(wallMs).toISOString() };
  const isFound = await (await openDesk(config)).reply({ findingSeq: seq, text, requestId: `${wallMs}-${monoNs}`, signing });
  const outcome = isFound ? 'requested' : 'unknown';
  const by = signing === undefined ? 'unsigned' : `signed by ${signing.key.kid}`;
  if (json) io.out(JSON.stringify({ findingSeq: seq, outcome, kid: signing?.key.kid ?? null }));
  else io.out(isFound ? `Asked: the agent records the reply to ${seq}, ${by}.` : `There is no finding ${seq}; see list.`);
  return isFound ? exitCode.ok : exitCode.findings;
}

async function openDesk(config: string): Promise<FindingDesk> {
  const { record } = await readConfiguration(config);
  return new FindingDesk(pathFrom(dirname(resolve(config)), record.directory));
}

function findingLines({ seq, code, wall, data, replies }: ListedFinding, lang: 'en' | 'zh'): readonly string[] {
  const { text, innocent } = findingsCatalogue[code];
  const say = words[lang];
  const said = replies.map((one) => `${one.seq} (${one.kid === null ? say.unsigned : say.signed(one.kid)})`);
  const replied = said.length === 0 ? '' : `${say.replied}${said.join(', ')}`;
  return [`${seq}  ${wall}  ${code}: ${text[lang]} ${JSON.stringify(data)}${replied}`, ...innocent.map((one) => `    ${one[lang]}`)];
}

function unfitText(value: string): ConfigError {
  const remedy = `write 1 to ${replyCharsMax} characters`;
  return new ConfigError('finding/unfit-text', [{ place: '--text', value: `${value.length} characters`, remedy }]);
}

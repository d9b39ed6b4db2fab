import { Option } from 'commander';
import { createSystemClock } from '../platform/system-clock.ts';
import { enrolledAgents } from '../statement/enrolled-agents.ts';
import { findingLines } from '../statement/finding-lines.ts';
import { robotFindings } from '../statement/robot-findings.ts';
import { openStore } from '../store/open-store.ts';
import { openTrust } from '../tariff/open-tariffs.ts';
import { type Language, languages } from '../tariff/price-messages.ts';
import { type CommandIo, type ExitCode, exitCode, type JsonOption, type RegisterVerb } from './command.ts';

interface FindingsOptions extends JsonOption {
  readonly store: string;
  readonly agent?: string;
  readonly trust?: string;
  readonly lang: Language;
}

const help = `
A finding is a neutral fact with innocent explanations, never a verdict; no factor depends on one. A reply is the owner's, in the words the
report carries; with --trust each says whether a trusted owner key signed it.
--json has the fields of the reports: code, findingCount, recordSeqs, reviewRequested, replied, replySeqs, replies.
Exit code: 0 nothing asks a person to look, 1 something does, 2 wrong usage.

Example:
  robot-risk-receiver findings --store receiver.sqlite --trust trust.json`;

/** `findings`: what robots state a person may want to look at, and what their owners reply. */
export const registerFindings: RegisterVerb = (program, io, act) => {
  program
    .command('findings')
    .description("findings of each robot's accepted reports, with innocent explanations and the owners' replies")
    .requiredOption('--store <file>', "the receiver's store")
    .option('--agent <id>', 'one agent only')
    .option('--trust <file>', 'trust store: says of each reply whether a trusted owner signed it')
    .addOption(new Option('--lang <language>', 'language of the texts').choices(languages).default('en'))
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((options: FindingsOptions) => act(() => findings(io, options)));
};

async function findings(io: CommandIo, { store: path, agent, trust: trustPath, lang, json }: FindingsOptions): Promise<ExitCode> {
  const store = openStore(path, { mayCreate: false });
  try {
    const trust = await openTrust(trustPath, createSystemClock().now().wallMs);
    const robots = enrolledAgents(store, agent).map((one) => robotFindings(store, one, trust?.store ?? new Map()));
    if (json) io.out(JSON.stringify({ agents: robots }));
    else for (const line of findingLines(robots, lang)) io.out(line);
    return robots.some(({ reviewRequested }) => reviewRequested) ? exitCode.findings : exitCode.ok;
  } finally {
    store.close();
  }
}

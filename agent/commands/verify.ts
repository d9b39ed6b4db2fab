import { replyLines } from '../evidence/found-reply.ts';
import type { Verdict } from '../evidence/verdict.ts';
import { verifyEvidence } from '../evidence/verify-evidence.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { type EvidenceFiles, readEvidence } from './read-evidence.ts';
import { repliesIn, trustOf } from './replies-in.ts';
import { reportProblems } from './report-problems.ts';
import { verdictLines } from './verdict-lines.ts';

interface VerifyOptions {
  readonly keys: string;
  readonly trust?: string;
  readonly json?: boolean;
}

const help = `
Incidents are held against the hashes in the ledger where a folder named incidents, or one of its files, is given.
The key file is a JWKS with the public keys that were enrolled; nothing in a report says which key to trust.
Exit code: 0 pass, 1 findings or failure, 2 wrong usage.

Example:
  robot-risk verify out/reports out/ledger.jsonl --keys out/keys.json`;

/** `verify PATH… --keys FILE`: checks reports and ledgers with nothing but these files; no network, no database. */
export const registerVerify: RegisterVerb = (program, io, act) => {
  program
    .command('verify')
    .argument('<path...>', 'reports (*.jws), ledgers (*.jsonl), incidents (*.mcap), or directories that hold them')
    .description('verifies signed reports and the ledger they speak of')
    .requiredOption('--keys <file>', 'the enrolled public keys, a JWKS')
    .option('--trust <file>', 'trust store: says of each reply to a finding whether a trusted owner signed it')
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((paths: string[], options: VerifyOptions) => act(() => verify(io, paths, options)));
};

async function verify(io: CommandIo, paths: readonly string[], options: VerifyOptions): Promise<ExitCode> {
  const trust = await trustOf(options.trust);
  const files = await readEvidence(paths, options.keys);
  const verdict = verdictOn(files, io);
  const agentIds = [...new Set(verdict.reports.map(({ agentId }) => agentId))];
  const replies = files.ledgers.flatMap(({ bytes }) => repliesIn(bytes, { agentIds, trust }));
  if (options.json) io.out(JSON.stringify(replies.length === 0 ? verdict : { ...verdict, replies }));
  else for (const line of [...replyLines(replies), ...verdictLines(verdict)]) io.out(line);
  return verdict.verdict === 'pass' ? exitCode.ok : exitCode.findings;
}

/** The verdict on files and directories, with the keys of this JWKS. Throws ConfigError for what cannot be read. */
export async function verifyPaths(paths: readonly string[], keys: string, io: CommandIo): Promise<Verdict> {
  return verdictOn(await readEvidence(paths, keys), io);
}

function verdictOn(files: EvidenceFiles, io: CommandIo): Verdict {
  return verifyEvidence({
    ...files,
    validateSchema: reportProblems,
    onReport: (doneCount, totalCount) => io.progress(`verifying report ${doneCount} of ${totalCount}`),
  });
}

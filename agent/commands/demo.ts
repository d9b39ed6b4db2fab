import { join } from 'node:path';
import { productPath } from '../configuration/product-files.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { replayRecording } from './replay-recording.ts';
import { summaryLines } from './replay-summary.ts';
import { verdictLines } from './verdict-lines.ts';
import { verifyPaths } from './verify.ts';

interface DemoOptions {
  readonly replay?: string;
  readonly description?: string;
  readonly profile?: string;
  readonly context?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `demo` (= `npm start`): a recording becomes a signed usage report, and a third party verifies it. */
export const registerDemo: RegisterVerb = (program, io, act) => {
  program
    .command('demo')
    .description('replays a recording (a small synthetic one by default), shows what it computed, and verifies the signed report')
    .option('--replay <recording>', 'a recording of your own instead')
    .option('--description <file>', 'what its columns mean (YAML)')
    .option('--profile <name>', "robot profile; default is the description's")
    .option('--context <file>', 'declared context of the site (YAML)')
    .option('--out <dir>', 'keep the results here')
    .option('--json', 'one JSON object: summary and verdict')
    .addHelpText('after', '\nExamples:\n  npm start\n  npm start -- --replay recording.csv --out result')
    .action((options: DemoOptions) => act(() => demo(io, options)));
};

async function demo(io: CommandIo, { json, replay, ...options }: DemoOptions): Promise<ExitCode> {
  const recording = replay ?? productPath('config', 'recordings', 'synthetic-cobot.csv');
  const context = options.context ?? (replay === undefined ? productPath('config', 'context.example.yaml') : undefined);
  const request = { ...options, recording, context, referenceModel: 'illustrative-1', speedRatio: 0 };
  return replayRecording(request, io, async (summary, directory) => {
    const verdict = await verifyPaths([directory], join(directory, 'keys.json'), io);
    if (json) {
      io.out(JSON.stringify({ summary, verdict }));
      return verdict.verdict === 'pass' ? exitCode.ok : exitCode.findings;
    }
    io.out('1. A recording goes through the whole pipeline\n');
    for (const line of summaryLines(summary)) io.out(line);
    io.out('\n2. A third party verifies the signed report and the ledger, with the public key and nothing else\n');
    for (const line of verdictLines(verdict)) io.out(line);
    if (options.out !== undefined) io.out(`\nResults: ${options.out}`);
    return verdict.verdict === 'pass' ? exitCode.ok : exitCode.findings;
  });
}

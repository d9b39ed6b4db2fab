import { join } from 'node:path';
import { type ExitCode, exitCode } from '../commands/command.ts';
import { replayRecording } from '../commands/replay-recording.ts';
import { summaryLines } from '../commands/replay-summary.ts';
import { verdictLines } from '../commands/verdict-lines.ts';
import { verifyPaths } from '../commands/verify.ts';
import type { Terminal } from '../contract/terminal.ts';

export interface DemoReplayOptions {
  readonly replay: string;
  readonly description?: string | undefined;
  readonly profile?: string | undefined;
  readonly context?: string | undefined;
  readonly out?: string | undefined;
  readonly json?: boolean | undefined;
}

/** A recording becomes a signed usage report, and a third party verifies it: no broker, no network, the same bytes each time. */
export async function demoReplay(io: Terminal, { json, replay, ...options }: DemoReplayOptions): Promise<ExitCode> {
  const request = { ...options, recording: replay, referenceModel: 'illustrative-1', speedRatio: 0 };
  return replayRecording(request, io, async (summary, directory) => {
    const verdict = await verifyPaths([directory], join(directory, 'keys.json'), io);
    const code = verdict.verdict === 'pass' ? exitCode.ok : exitCode.findings;
    if (json) {
      io.out(JSON.stringify({ summary, verdict }));
      return code;
    }
    io.out('1. A recording goes through the whole pipeline\n');
    for (const line of summaryLines(summary)) io.out(line);
    io.out('\n2. A third party verifies the signed report and the ledger, with the public key and nothing else\n');
    for (const line of verdictLines(verdict)) io.out(line);
    if (options.out !== undefined) io.out(`\nResults: ${options.out}`);
    return code;
  });
}

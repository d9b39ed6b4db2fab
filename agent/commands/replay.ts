import { InvalidArgumentError } from 'commander';
import { type CommandIo, exitCode, type RegisterVerb } from './command.ts';
import { type ReplayRequest, replayRecording } from './replay-recording.ts';
import { summaryLines } from './replay-summary.ts';

interface ReplayOptions {
  readonly profile?: string;
  readonly description?: string;
  readonly context?: string;
  readonly referenceModel: string;
  readonly trust?: string;
  readonly speed: number;
  readonly includeUnverified: boolean;
  readonly shortCommissioning: boolean;
  readonly network: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  robot-risk replay recording.csv --out result
  robot-risk replay recording.csv --description my-columns.yaml --profile ur3e --context site.yaml --out result
  robot-risk replay rosbag2_folder --profile ur3e --out result
  robot-risk verify result --keys result/keys.json

An interrupted replay goes on where it stopped when the same command is given again.`;

/** `replay RECORDING`: a recording through the whole pipeline, deterministic. */
export const registerReplay: RegisterVerb = (program, io, act) => {
  program
    .command('replay')
    .argument('<recording>', 'table (CSV, JSONL), recording of ROS (.mcap, .db3, .bag), or the folder of one with several files')
    .description('runs a recording through the whole pipeline and writes a signed usage report')
    .option('--profile <name>', "robot profile; default is the description's; a recording of ROS needs one")
    .option('--description <file>', 'what the columns mean (YAML); default is found by the header among config/recordings')
    .option('--include-unverified', 'recordings of ROS: also read topics that the profile marks unverified', false)
    .option('--context <file>', 'declared context of the site (YAML); undeclared is unknown')
    .option('--reference-model <name>', 'reference model', 'illustrative-1')
    .option('--trust <file>', 'trust store for the signatures beside context and reference model; without it none is believed')
    .option('--short-commissioning', 'learn the robot in minutes: for short recordings; no false-alarm rate is promised then', false)
    .option('--network', 'let the network vote beside rules and physics', false)
    .option('--speed <n>', '0 as fast as possible, 1 original timing, N times as fast', parseSpeed, 0)
    .option('--out <dir>', 'where ledger.jsonl, reports/, keys.json and summary.json go')
    .option('--json', 'print summary.json')
    .addHelpText('after', examples)
    .action((recording: string, options: ReplayOptions) => act(() => replay(io, recording, options)));
};

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (!Number.isFinite(speed) || speed < 0) throw new InvalidArgumentError(`"${text}" is not a number from 0 on.`);
  return speed;
}

async function replay(io: CommandIo, recording: string, { json, speed, ...options }: ReplayOptions) {
  const request: ReplayRequest = { recording, speedRatio: speed, ...options };
  return replayRecording(request, io, async (summary) => {
    if (json) io.out(JSON.stringify(summary));
    else for (const line of summaryLines(summary)) io.out(line);
    if (!json && options.out !== undefined)
      io.out(`Results    ${options.out}; check them: robot-risk verify ${options.out} --keys ${options.out}/keys.json`);
    return exitCode.ok;
  });
}

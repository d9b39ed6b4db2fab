import { InvalidArgumentError, Option } from 'commander';
import type { RegisterVerb } from '../commands/command.ts';
import { parseDuration } from '../commands/parse-duration.ts';
import { demoLive } from './demo-live.ts';
import { demoReplay } from './demo-replay.ts';

interface DemoOptions {
  readonly robot: 'humanoid' | 'cobot';
  readonly scene?: string;
  readonly seed: number;
  readonly speed: number;
  /** Parsed: milliseconds. */
  readonly duration?: ReturnType<typeof parseDuration>;
  readonly replay?: string;
  readonly description?: string;
  readonly profile?: string;
  readonly context?: string;
  readonly out?: string;
  readonly json?: boolean;
}

const help = `
Examples:
  npm start
  npm start -- --robot cobot --scene crowdContact --speed 60 --duration 60s
  npm start -- --replay recording.csv --out result`;

/** `demo` (= `npm start`): everything embedded. */
export const registerDemo: RegisterVerb = (program, io, act) => {
  program
    .command('demo')
    .description('a simulated robot, the agent, a broker and the receiver, all on loopback; or a recording, verified')
    .addOption(new Option('--robot <kind>', 'which robot is simulated').choices(['humanoid', 'cobot']).default('humanoid'))
    .option('--scene <name>', 'an extreme scene, for example fallOnStairs; see drivers/simulator')
    .option('--seed <n>', 'seed of the simulation', parsePositive, 1)
    .option('--speed <n>', 'signal time per real time', parsePositive, 1)
    .option('--duration <time>', 'ends by itself after this much real time, for example 60s or 5m', parseDuration)
    .option('--replay <recording>', 'a recording instead of a simulated robot: replayed, signed and verified')
    .option('--description <file>', 'what the columns of the recording mean (YAML)')
    .option('--profile <name>', "robot profile of the recording; default is the description's")
    .option('--context <file>', 'declared context of the recording (YAML)')
    .option('--out <dir>', 'keep the files here')
    .option('--json', 'one JSON object at the end')
    .addHelpText('after', help)
    .action(({ replay, duration, ...options }: DemoOptions) =>
      act(() => (replay === undefined ? demoLive(io, { ...options, durationMs: duration }) : demoReplay(io, { ...options, replay }))),
    );
};

function parsePositive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError(`"${text}" is not a number above 0.`);
  return value;
}

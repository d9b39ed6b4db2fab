import { parse } from 'yaml';
import { ConfigError } from '../contract/errors.ts';
import type { Finding, ProbeReport } from '../contract/probe.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { parseDuration } from './parse-duration.ts';
import { listProbes, type ProbeTarget, probeSource, targetsOf } from './probe-source.ts';

interface DoctorOptions {
  readonly source?: string;
  readonly config?: string;
  readonly profile: string;
  readonly set: readonly string[];
  readonly listen: ReturnType<typeof parseDuration>;
  readonly json?: boolean;
}

const listenMsDefault = 5000;
const levelMark = { ok: 'ok     ', warning: 'WARN   ', fail: 'FAIL   ', skipped: 'skipped' } as const;

const help = `
It listens and asks with read requests only; nothing is ever written to the robot.
Exit code: 0 nothing failed, 1 something did, 2 wrong usage.

Examples:
  robot-risk doctor --source rosbridge ws://127.0.0.1:9090 --profile unitree-g1-29dof
  robot-risk doctor --source modbus 192.168.58.2:502 --profile fairino-fr5
  robot-risk doctor --source serial /dev/serial/by-id/usb-battery --set baudRate=9600
  robot-risk doctor --config /etc/robot-risk/agent.yaml --json`;

/** `doctor`: looks at a source before or after it is configured, says what is wrong and what to do about it. */
export const registerDoctor: RegisterVerb = (program, io, act) => {
  program
    .command('doctor')
    .argument('[address]', 'where the source is; without --source and --config the kinds of source are listed')
    .description(
      'checks a source: what answers, what is missing or too slow, what must be locked down, and the configuration that would read it',
    )
    .option('--source <driver>', 'kind of source, for example rosbridge, modbus or serial')
    .option('--config <file>', 'look at the sources of this configuration instead')
    .option('--profile <name>', 'the robot it should be', 'generic-joint-state')
    .option('--set <key=value>', "one of the driver's options; may be given several times", collect, [])
    .option('--listen <time>', 'how long to listen', parseDuration, listenMsDefault)
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((address: string | undefined, options: DoctorOptions) => act(() => doctor(io, address, options)));
};

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function doctor(io: CommandIo, address: string | undefined, options: DoctorOptions): Promise<ExitCode> {
  if (options.config !== undefined) return await doctorConfiguration(io, options.config, options);
  if (options.source === undefined) return await listKinds(io, options);
  const { source: driver, profile, listen: listenMs } = options;
  return await report(io, [{ driver, address, options: readSettings(options.set), profile, listenMs }], options);
}

async function doctorConfiguration(io: CommandIo, path: string, options: DoctorOptions): Promise<ExitCode> {
  const { targets, others } = await targetsOf(path, options.listen);
  if (!options.json) for (const id of others) io.out(`skipped  ${id}: sources of this kind cannot be probed`);
  return await report(io, targets, options);
}

async function listKinds(io: CommandIo, { json }: DoctorOptions): Promise<ExitCode> {
  const probes = await listProbes();
  if (json) io.out(JSON.stringify({ sources: probes }));
  else
    for (const { name, summary, addressExample } of probes)
      io.out(`${name.padEnd(12)} ${summary}\n${' '.repeat(13)}robot-risk doctor --source ${name} ${addressExample}`);
  return exitCode.ok;
}

async function report(io: CommandIo, targets: readonly ProbeTarget[], { json }: DoctorOptions): Promise<ExitCode> {
  const results: (ProbeReport & { readonly source: string })[] = [];
  for (const target of targets) {
    const result = await probeSource(target, io, (line) => (json ? undefined : io.err(line)));
    results.push({ source: target.driver, ...result });
    if (!json) for (const line of reportLines(target, result)) io.out(line);
  }
  const failed = results.some(({ findings }) => findings.some(({ level }) => level === 'fail'));
  if (json) io.out(JSON.stringify({ verdict: failed ? 'fail' : 'pass', sources: results }));
  return failed ? exitCode.findings : exitCode.ok;
}

function reportLines({ driver, address }: ProbeTarget, { findings, snippet }: ProbeReport): string[] {
  const title = address === undefined ? driver : `${driver} at ${address}`;
  const found = findings.flatMap(lineOf);
  return [title, ...found, ...(snippet === '' ? [] : ['', 'Under sources in the configuration:', ...indented(snippet)])];
}

function lineOf({ level, check, text, remedy }: Finding): string[] {
  return [`  ${levelMark[level]} ${check}: ${text}`, ...(remedy === '' ? [] : [`          → ${remedy}`])];
}

function indented(yaml: string): string[] {
  return yaml
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}

/** `key=value` with YAML values; dots lead into nested options. A key begins with a letter, so none reaches a prototype. */
export function readSettings(settings: readonly string[]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const setting of settings) {
    const [, path = '', text = ''] = /^([a-z]\w*(?:\.[a-z]\w*)*)=(.*)$/is.exec(setting) ?? [];
    if (path === '') {
      throw new ConfigError('doctor/setting-refused', [
        { place: '--set', value: `"${setting}"`, remedy: 'write key=value, for example baudRate=9600' },
      ]);
    }
    place(root, path.split('.'), parse(text));
  }
  return root;
}

function place(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = root;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(at, key) ? at[key] : undefined;
    const inner: Record<string, unknown> = typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : {};
    at[key] = inner;
    at = inner;
  }
  const last = path.at(-1);
  if (last !== undefined) at[last] = value;
}

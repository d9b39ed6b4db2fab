import { stringify } from 'yaml';
import type { SimulatedLine } from '../../drivers/simulator/serial/simulated-line.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { type CommandIo, type ExitCode, exitCode } from './command.ts';
import { type LineProgress, serveLine } from './serve-line.ts';
import { type SimulatedSetup, type SimulateOptions, setUpSimulation } from './simulated-setup.ts';

/**
 * ```
 *  options ─▶ device, line, port ─▶ served until the end ─▶ what was asked, and what went wrong
 * ```
 * Ends with 0 when its time is over or somebody interrupts it, with 1 when the port failed.
 */
export async function simulateSerial(io: CommandIo, options: SimulateOptions): Promise<ExitCode> {
  const setup = await setUpSimulation(options);
  const { line, port } = setup;
  const progress = await serveLine({
    line,
    port,
    clock: createSystemClock(),
    signal: io.signal,
    durationMs: options.duration ?? Number.POSITIVE_INFINITY,
    unplugEveryMs: options.unplugEveryMs,
    unplugForMs: options.unplugForMs,
    onPlugged: (now) => {
      if (now.unplugCount === 0) for (const text of openingLines(setup, options)) (options.json ? io.err : io.out)(text);
    },
    onProgress: (now) => io.progress(progressLine(line, now)),
  });
  const failure = io.signal.aborted ? undefined : port.failure;
  if (options.json) io.out(JSON.stringify(resultOf(setup, options, { progress, failure })));
  else for (const text of closingLines(setup, progress)) io.out(text);
  if (failure !== undefined) io.err(`The port failed: ${failure}`);
  return failure === undefined ? exitCode.ok : exitCode.findings;
}

function openingLines({ source }: SimulatedSetup, { protocol, seed, json }: SimulateOptions): string[] {
  const { options, driver } = source();
  const place = driver === 'serial' ? options.path : `${options.host}:${options.port}`;
  const first = `Ready      ${protocol} at ${place}, seed ${seed}`;
  if (json) return [first];
  return [first, 'Read it with this source in the configuration of the agent:', '', stringify({ sources: [source()] }).trimEnd(), ''];
}

function progressLine({ counts }: SimulatedLine, { elapsedMs, isPlugged }: LineProgress): string {
  const perS = elapsedMs > 0 ? ((counts.answered * 1000) / elapsedMs).toFixed(1) : '0';
  const plug = isPlugged ? '' : ', unplugged';
  return `${Math.round(elapsedMs / 1000)} s: ${counts.answered} requests answered (${perS}/s), ${counts.writeRefused} writes refused${plug}`;
}

function closingLines({ line, port }: SimulatedSetup, { elapsedMs, unplugCount, droppedCount }: LineProgress): string[] {
  const { answered, writeRefused, unknownRequest, spoken } = line.counts;
  const spoilt = line.misbehaviour.counts;
  return [
    `Answered   ${answered} requests in ${(elapsedMs / 1000).toFixed(1)} s; ${spoken} lines said unasked`,
    `Refused    ${writeRefused} writes, ${unknownRequest} requests nobody knows`,
    `Spoilt     ${spoilt.damagedFrameCount} frames damaged, ${spoilt.silentCount} left out, ${spoilt.lateCount} late, ${spoilt.noisyCount} with noise, ${spoilt.echoedCount} with an echo`,
    `Unplugged  ${unplugCount} times; ${droppedCount} answers and ${port.droppedBytes} bytes found nobody`,
  ];
}

function resultOf(
  { line, port, source }: SimulatedSetup,
  { protocol, seed }: SimulateOptions,
  { progress, failure }: { progress: LineProgress; failure: string | undefined },
) {
  const { isPlugged: _, ...rest } = progress;
  const { answered, writeRefused, unknownRequest, spoken } = line.counts;
  const counts = { answeredCount: answered, writeRefusedCount: writeRefused, unknownCount: unknownRequest, spokenCount: spoken };
  const spoilt = { ...line.misbehaviour.counts, ...rest, droppedBytes: port.droppedBytes };
  return { protocol, seed, source: source(), ...counts, ...spoilt, ...(failure === undefined ? {} : { failure }) };
}

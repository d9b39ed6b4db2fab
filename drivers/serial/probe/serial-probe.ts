import { ConfigError, TransientError } from '../../../agent/contract/errors.ts';
import type { Finding, Probe, ProbeReport, ProbeRequest } from '../../../agent/contract/probe.ts';
import { LineStream } from '../../serial-protocols/json-lines/line-stream.ts';
import type { UnitId } from '../../serial-protocols/modbus/read-request.ts';
import { BusDesk } from '../bus/bus-desk.ts';
import { BusLine } from '../bus/bus-line.ts';
import { type BaudRate, type Link, openSerialPort } from '../bus/serial-port.ts';
import { type AskedProtocol, deviceToTry, type Trial, tryProtocol, usualBaudRates } from './trial.ts';

const timing = { timeoutMs: 400, paceMs: 5, retriesMax: 0 };
const listenMsMax = 2000;
const protocols = Object.keys(usualBaudRates) as AskedProtocol[];

/**
 * ```
 *  port ─▶ each usual rate: listen for JSON lines, then ask in each protocol ─▶ what answered, and the configuration that reads it
 * ```
 * Every question is a read. What is on the bus and does not know a protocol may go quiet until it is reset, so a known protocol can be named.
 */
export const serialProbe: Probe = {
  summary: 'a serial port: which rate and which known protocol answers; --set baudRate=9600 and --set protocol=jbd narrow it',
  addressExample: '/dev/serial/by-id/usb-battery',
  run: probeSerial,
};

interface Plan {
  readonly path: string;
  readonly protocols: readonly AskedProtocol[];
  readonly baudRates: readonly BaudRate[];
  readonly isRateGiven: boolean;
  readonly unitId: UnitId;
}

/** What was heard at one rate. */
export interface HeardRate {
  readonly baudRate: BaudRate;
  readonly jsonLineCount: number;
  readonly trials: readonly Trial[];
}

async function probeSerial(request: ProbeRequest, signal: AbortSignal): Promise<ProbeReport> {
  const plan = planOf(request);
  const heard: HeardRate[] = [];
  try {
    for (const baudRate of plan.baudRates) {
      if (heard.some(hasSpoken)) break;
      request.tell(`${plan.path} at ${baudRate} baud`);
      heard.push(await hear(request, plan, { baudRate, signal }));
    }
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    const refused: Finding = { level: 'fail', check: 'port-opens', text: error.message, remedy: '' };
    return { findings: [refused], snippet: '', profileSkeleton: '' };
  }
  return reportOf(plan.path, heard);
}

function planOf({ address, options }: ProbeRequest): Plan {
  const path = address ?? options.path;
  const named = options.protocol;
  const known = named === undefined || protocols.some((protocol) => protocol === named);
  if (typeof path !== 'string' || path === '' || !known) {
    const remedy = known ? 'write the path of the port, for example /dev/serial/by-id/usb-battery' : `write one of ${protocols.join(', ')}`;
    throw new ConfigError('serial/probe-refused', [
      { place: known ? 'address' : 'protocol', value: `"${known ? '' : String(named)}"`, remedy },
    ]);
  }
  const chosen = protocols.filter((protocol) => named === undefined || protocol === named);
  const isRateGiven = typeof options.baudRate === 'number';
  const baudRates = isRateGiven ? [Number(options.baudRate)] : [...new Set(chosen.flatMap((protocol) => usualBaudRates[protocol]))];
  return { path, protocols: chosen, baudRates, isRateGiven, unitId: Number(options.unitId ?? 1) };
}

async function hear(
  { context, listenMs }: ProbeRequest,
  plan: Plan,
  { baudRate, signal }: { baudRate: BaudRate; signal: AbortSignal },
): Promise<HeardRate> {
  const { clock } = context;
  const link = await openSerialPort({ path: plan.path, baudRate });
  const idle = AbortSignal.any([signal, link.ended]);
  try {
    const jsonLineCount = await countJsonLines(link, () => clock.sleep(Math.min(listenMs, listenMsMax), idle));
    const trials: Trial[] = [];
    const desk = new BusDesk({ link, idle, clock, silenceMs: Number.MAX_SAFE_INTEGER, flaw: () => undefined });
    const asked =
      jsonLineCount > 0 ? [] : plan.protocols.filter((protocol) => plan.isRateGiven || usualBaudRates[protocol].includes(baudRate));
    for (const protocol of asked) {
      const device = await deviceToTry(protocol, context, plan.unitId);
      if (device === undefined) continue;
      const line = new BusLine(device, { ...timing, baudRate });
      trials.push(await tryProtocol(protocol, device, { ask: desk.ask.bind(desk, line), now: () => clock.now() }));
    }
    return { baudRate, jsonLineCount, trials };
  } finally {
    await link.close();
  }
}

async function countJsonLines(link: Link, listen: () => Promise<void>): Promise<number> {
  let count = 0;
  const lines = new LineStream();
  link.onBytes((bytes) =>
    lines.push(bytes, (line) => {
      if (isJsonObject(line)) count++;
    }),
  );
  await listen();
  link.onBytes(() => undefined);
  return count;
}

function isJsonObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function hasSpoken({ jsonLineCount, trials }: HeardRate): boolean {
  return jsonLineCount > 0 || trials.some(({ hasAnswered }) => hasAnswered);
}

/** What answered, and how to read it; a port where nothing did fails. */
export function reportOf(path: string, heard: readonly HeardRate[]): ProbeReport {
  const spoke = heard.find(hasSpoken);
  const findings = heard.flatMap(findingsOf);
  if (spoke !== undefined) return { findings, snippet: snippetOf(path, spoke), profileSkeleton: '' };
  const rates = heard.map(({ baudRate }) => baudRate).join(', ');
  const remedy =
    'see wiring and power; name an unusual rate with --set baudRate=N; a device that is asked in a foreign protocol may need a reset';
  const silent: Finding = { level: 'fail', check: 'device-answers', text: `${path}: nothing known answers at ${rates} baud`, remedy };
  return { findings: [...findings, silent], snippet: '', profileSkeleton: '' };
}

function findingsOf({ baudRate, jsonLineCount, trials }: HeardRate): Finding[] {
  const json: Finding[] =
    jsonLineCount === 0
      ? []
      : [
          {
            level: 'ok',
            check: 'json-lines',
            text: `${jsonLineCount} JSON lines at ${baudRate} baud`,
            remedy: 'name its fields in the configuration',
          },
        ];
  const asked = trials.map(({ protocol, hasAnswered, parts, goodCount, outOfRangeCount }): Finding => {
    if (!hasAnswered) return { level: 'ok', check: 'protocol-silent', text: `${protocol} at ${baudRate} baud: no answer`, remedy: '' };
    const values = goodCount + outOfRangeCount === 0 ? '' : `: ${goodCount} values of ${parts.join(', ')}, ${outOfRangeCount} impossible`;
    return {
      level: outOfRangeCount > goodCount ? 'warning' : 'ok',
      check: 'protocol-answers',
      text: `${protocol} at ${baudRate} baud${values}`,
      remedy: '',
    };
  });
  return [...json, ...asked];
}

function snippetOf(path: string, { baudRate, jsonLineCount, trials }: HeardRate): string {
  const answered = trials.filter(({ hasAnswered }) => hasAnswered);
  const devices =
    jsonLineCount > 0 ? ['      - { protocol: jsonLines, fields: [] } # please: name the fields'] : answered.flatMap(deviceLines);
  return [
    '- id: serial',
    '  driver: serial',
    '  options:',
    `    path: ${path}`,
    `    baudRate: ${baudRate}`,
    '    devices:',
    ...devices,
    '',
  ].join('\n');
}

function deviceLines({ protocol, parts }: Trial): string[] {
  if (protocol === 'modbusRtu')
    return ['      - { protocol: modbusRtu, unitId: 1, map: generic-cia402 } # please: the register map of the maker'];
  if (protocol !== 'dynamixel') return [`      - { protocol: ${protocol} }`];
  const ids = parts.map((part) => part.replace('servo ', ''));
  return [
    '      - protocol: dynamixel',
    '        servos: # please: the joint each one drives',
    ...ids.map((id) => `          - { id: ${id}, joint: joint_${id} }`),
  ];
}

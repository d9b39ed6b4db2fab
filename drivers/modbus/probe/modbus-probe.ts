import { ConfigError, TransientError } from '../../../agent/contract/errors.ts';
import { quality } from '../../../agent/contract/frame.ts';
import type { Finding, Probe, ProbeReport, ProbeRequest } from '../../../agent/contract/probe.ts';
import { signalSpec } from '../../../agent/contract/signal.ts';
import { monoMsOf } from '../../../agent/contract/time.ts';
import { FrameReader } from '../../serial-protocols/modbus/frame-reader.ts';
import { entriesOf, planReads, readableMap } from '../../serial-protocols/modbus/plan-reads.ts';
import { readRegisterMap } from '../../serial-protocols/modbus/read-register-map.ts';
import type { UnitId } from '../../serial-protocols/modbus/read-request.ts';
import { RegisterImage } from '../../serial-protocols/modbus/register-image.ts';
import type { RegisterMap } from '../../serial-protocols/modbus/register-map.ts';
import { unreachableRemedy } from '../connection/remedies.ts';
import { RequestDesk } from '../connection/request-desk.ts';
import { connectTcp } from '../connection/tcp-link.ts';
import { mapShelf } from '../formats/map-shelf.ts';

const limits = { timeoutMs: 500, paceMs: 5, retriesMax: 0, silenceMs: 600_000 };
const connectMs = 3000;
const portDefault = 502;

/**
 * ```
 *  address ─▶ connect ─▶ each register map that ships: ask its blocks, decode ─▶ what answered, how fast, what cannot be true
 * ```
 * Function codes 3 and 4 only; every question is a read.
 */
export const modbusProbe: Probe = {
  summary: 'a controller over Modbus TCP: which register map answers, how fast, and what its values say',
  addressExample: '192.168.1.10:502 --profile ur3e',
  run: probeModbus,
};

interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly unitId: UnitId;
}

async function probeModbus(request: ProbeRequest, signal: AbortSignal): Promise<ProbeReport> {
  const endpoint = endpointOf(request);
  const { clock } = request.context;
  const place = `${endpoint.host}:${endpoint.port}`;
  try {
    const link = await connectTcp({ ...endpoint, connectMs, clock }, signal);
    const idle = AbortSignal.any([signal, link.ended]);
    const desk = new RequestDesk({ link, idle, clock, limits, flaw: () => undefined });
    try {
      const heard: HeardMap[] = [];
      for (const name of await mapShelf.names()) {
        request.tell(`asking ${place} by the map ${name}`);
        heard.push(await hear(desk, name, { request, unitId: endpoint.unitId }));
      }
      return reportOf(endpoint, heard);
    } finally {
      link.close();
    }
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    const unreachable: Finding = { level: 'fail', check: 'device-reachable', text: error.message, remedy: unreachableRemedy };
    return { findings: [unreachable], snippet: '', profileSkeleton: '' };
  }
}

function endpointOf({ address, options }: ProbeRequest): Endpoint {
  const unitId = Number(options.unitId ?? 1);
  const [, host, port] =
    /^(?:tcp:\/\/)?\[?([^\][]+?)\]?(?::(\d{1,5}))?$/.exec(address ?? `${options.host ?? ''}:${options.port ?? portDefault}`) ?? [];
  if (host !== undefined && Number.isInteger(unitId)) return { host, port: Number(port ?? portDefault), unitId };
  throw new ConfigError('modbus/address-refused', [{ place: 'address', value: `"${address ?? ''}"`, remedy: 'write HOST or HOST:PORT' }]);
}

/** What a device answered when it was asked by one map. */
export interface HeardMap {
  readonly map: RegisterMap;
  readonly blockCount: number;
  readonly answeredCount: number;
  /** Registers the device says it does not have. */
  readonly refusedCount: number;
  readonly goodCount: number;
  readonly outOfRangeCount: number;
  /** The mean time to an answer. */
  readonly answerMs: number;
}

async function hear(desk: RequestDesk, name: string, { request, unitId }: { request: ProbeRequest; unitId: UnitId }): Promise<HeardMap> {
  const { context } = request;
  const { value } = await readRegisterMap(name, context.readDocument, mapShelf);
  const jointNames = context.profile.joints.map((joint) => joint.name).slice(0, value.jointCountMax);
  const map = readableMap({ map: value, jointCount: jointNames.length, acceptUnverified: true });
  const blocks = planReads(entriesOf(map), jointNames.length);
  const image = new RegisterImage();
  const counts = { answered: 0, refused: 0 };
  const beginMs = monoMsOf(context.clock.now());
  for (const block of blocks) {
    const reply = await desk.ask({ unitId, block });
    if (reply === 'noAnswer') break;
    if (reply === 'refused') counts.refused++;
    else {
      counts.answered++;
      image.take(block, reply);
    }
  }
  const elapsedMs = monoMsOf(context.clock.now()) - beginMs;
  const cells = cellsOf(map, image, { jointNames, context });
  const answerMs = elapsedMs / Math.max(1, counts.answered + counts.refused);
  return { map: value, blockCount: blocks.length, answeredCount: counts.answered, refusedCount: counts.refused, ...cells, answerMs };
}

function cellsOf(
  map: RegisterMap,
  image: RegisterImage,
  { jointNames, context }: { jointNames: readonly string[]; context: ProbeRequest['context'] },
) {
  const counts = { goodCount: 0, outOfRangeCount: 0 };
  const reader = new FrameReader(map, { sourceId: context.sourceId, jointNames, periodMs: 1000 });
  reader.read(image, context.clock.now(), (frame) => {
    const { component, signals, parts } = frame.layout;
    frame.quality.forEach((code, cell) => {
      if (code === quality.missing) return;
      const [low, high] = signalSpec(component, signals[Math.floor(cell / parts.length)] ?? '')?.range ?? [0, 0];
      const value = frame.values[cell] ?? Number.NaN;
      if (code === quality.good && value >= low && value <= high) counts.goodCount++;
      else counts.outOfRangeCount++;
    });
  });
  return counts;
}

/** The map that answered best is the one to configure; more than one may answer, for a device need not refuse what it does not have. */
export function reportOf(endpoint: Endpoint, heard: readonly HeardMap[]): ProbeReport {
  const best = [...heard].sort((a, b) => shareOf(b) - shareOf(a))[0];
  const spoke = heard.some(({ answeredCount, refusedCount }) => answeredCount + refusedCount > 0);
  const silent: Finding = {
    level: 'fail',
    check: 'device-answers',
    text: `unit ${endpoint.unitId} answers no question`,
    remedy: 'try another unit: --set unitId=255; many controllers must have their Modbus server enabled',
  };
  if (!spoke || best === undefined) return { findings: [silent], snippet: '', profileSkeleton: '' };
  const twins = heard.filter((one) => one !== best && shareOf(one) === shareOf(best));
  return {
    findings: [...heard.map(findingOf), ...twins.map((twin) => twinOf(best, twin))],
    snippet: shareOf(best) === 0 ? '' : snippetOf(endpoint, best),
    profileSkeleton: '',
  };
}

const shareOf = ({ answeredCount, blockCount }: HeardMap): number => answeredCount / Math.max(1, blockCount);

function findingOf(heard: HeardMap): Finding {
  const { map, answeredCount, blockCount, refusedCount, outOfRangeCount, goodCount, answerMs } = heard;
  const text = `${map.name}: ${answeredCount} of ${blockCount} blocks answered, ${refusedCount} refused, ${answerMs.toFixed(0)} ms each; ${goodCount} plausible values, ${outOfRangeCount} impossible`;
  if (answeredCount === 0) return { level: 'ok', check: 'map-does-not-fit', text, remedy: '' };
  if (answeredCount < blockCount)
    return { level: 'warning', check: 'map-fits-in-part', text, remedy: 'another model or firmware: see which registers are missing' };
  return { level: 'ok', check: 'map-fits', text, remedy: '' };
}

function twinOf(best: HeardMap, twin: HeardMap): Finding {
  const text = `${best.map.name} and ${twin.map.name} answer alike: a device need not refuse registers it does not use`;
  return { level: 'warning', check: 'map-ambiguous', text, remedy: 'choose the map of the maker on the nameplate' };
}

function snippetOf({ host, port, unitId }: Endpoint, { map }: HeardMap): string {
  return [
    '- id: controller',
    '  driver: modbus',
    '  options:',
    `    host: ${host}`,
    `    port: ${port}`,
    '    units:',
    `      - unitId: ${unitId}`,
    `        map: ${map.name}`,
    '',
  ].join('\n');
}

import type { Problem } from '../../../agent/contract/errors.ts';
import type { Profile } from '../../../agent/contract/profile.ts';
import { jsonLinesProblems } from '../../serial-protocols/json-lines/json-lines-schema.ts';
import type { DeviceOptions, SerialOptions, SerialProtocol } from './options-schema.ts';

interface ProtocolTerms {
  readonly pollMsDefault: number;
  readonly pollMsMin: number;
  readonly required: readonly (keyof DeviceOptions)[];
  readonly allowed: readonly (keyof DeviceOptions)[];
}

const pack = ['part', 'cellCount', 'sensorCount', 'serialNumber'] as const;

/** What each protocol takes. Daly's UART needs six questions 200 ms apart, so its rounds are long. */
export const protocolTerms: Readonly<Record<SerialProtocol, ProtocolTerms>> = {
  jbd: { pollMsDefault: 1000, pollMsMin: 100, required: [], allowed: pack },
  dalyUart: { pollMsDefault: 5000, pollMsMin: 2000, required: [], allowed: [...pack, 'host'] },
  dalyModbus: { pollMsDefault: 1000, pollMsMin: 500, required: [], allowed: [...pack, 'registers'] },
  dynamixel: { pollMsDefault: 20, pollMsMin: 5, required: ['servos'], allowed: ['currentAPerCount'] },
  modbusRtu: { pollMsDefault: 1000, pollMsMin: 20, required: ['unitId', 'map'], allowed: ['joints', 'acceptUnverified'] },
  jsonLines: { pollMsDefault: 1000, pollMsMin: 5, required: ['fields'], allowed: [] },
};

/** Everything the schema cannot say of the devices of one port. */
export function checkDevices({ devices }: SerialOptions, profile: Profile): Problem[] {
  const knownJoints = profile.joints.map(({ name }) => name);
  return [
    ...devices.flatMap((device, index) => [
      ...checkTerms(device, `devices.${index}`),
      ...checkJoints(device, `devices.${index}`, knownJoints),
      ...jsonLinesProblems(device.fields ?? [], `devices.${index}`),
    ]),
    ...checkAlone(devices),
    ...repeated(devices, 'part', devices.map(partOf)),
    ...repeated(
      devices,
      'unitId',
      devices.map(({ unitId }) => unitId),
    ),
    ...repeatedServos(devices),
  ];
}

/** The name of a pack; undefined for what is none. */
export function partOf({ protocol, part }: DeviceOptions): string | undefined {
  return protocolTerms[protocol].allowed.includes('part') ? (part ?? 'pack') : undefined;
}

function checkTerms(device: DeviceOptions, place: string): Problem[] {
  const { protocol, pollMs } = device;
  const { required, allowed, pollMsMin } = protocolTerms[protocol];
  const known: readonly string[] = ['protocol', 'pollMs', 'timeoutMs', ...required, ...allowed];
  const missing = required.filter((key) => device[key] === undefined);
  const tooMany = Object.keys(device).filter((key) => !known.includes(key));
  const tooFast = pollMs !== undefined && pollMs < pollMsMin ? [pollMs] : [];
  return [
    ...missing.map((key) => ({ place: `${place}.${key}`, value: 'missing', remedy: `${protocol} needs it` })),
    ...tooMany.map((key) => ({ place: `${place}.${key}`, value: 'set', remedy: `${protocol} has no such option; take it away` })),
    ...tooFast.map((value) => ({ place: `${place}.pollMs`, value: `${value}`, remedy: `write ${pollMsMin} or more for ${protocol}` })),
  ];
}

function checkJoints({ servos = [], fields = [] }: DeviceOptions, place: string, known: readonly string[]): Problem[] {
  const ofJoints = fields.filter(({ component }) => component === 'joint').map(({ part }) => part ?? '');
  return [...servos.map(({ joint }) => joint), ...ofJoints]
    .filter((joint) => !known.includes(joint))
    .map((joint) => ({ place, value: `joint "${joint}"`, remedy: `write joints of the profile: ${known.join(', ')}` }));
}

/** A board that talks unasked would talk into the answers of others. */
function checkAlone(devices: readonly DeviceOptions[]): Problem[] {
  if (devices.length === 1 || devices.every(({ protocol }) => protocol !== 'jsonLines')) return [];
  return [{ place: 'devices', value: `jsonLines among ${devices.length}`, remedy: 'give a board that prints lines a port of its own' }];
}

function repeatedServos(devices: readonly DeviceOptions[]): Problem[] {
  const servos = devices.flatMap((device) => device.servos ?? []);
  return [
    ...repeated(
      servos,
      'servos.id',
      servos.map(({ id }) => id),
    ),
    ...repeated(
      servos,
      'servos.joint',
      servos.map(({ joint }) => joint),
    ),
  ];
}

function repeated(all: readonly unknown[], key: string, values: readonly (string | number | undefined)[]): Problem[] {
  return all.flatMap((_, index) => {
    const value = values[index];
    if (value === undefined || values.indexOf(value) === index) return [];
    return [{ place: `devices ${key}`, value: `${value} again`, remedy: 'give every one its own' }];
  });
}

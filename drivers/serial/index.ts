import type { Driver, DriverContext, Source } from '../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import { openSerialPort } from './bus/serial-port.ts';
import type { BusDevice } from './decoders/bus-device.ts';
import { JsonBoard } from './decoders/json-board.ts';
import { checkDevices } from './formats/check-devices.ts';
import { makeDevice, pollMsOf } from './formats/make-device.ts';
import { optionsSchema, type SerialOptions } from './formats/options-schema.ts';
import { serialProbe } from './probe/serial-probe.ts';
import { SerialSource } from './serial-source.ts';

export type { SerialOptions } from './formats/options-schema.ts';

/**
 * ```
 *  options + profile (+ register maps) ──check everything──▶ devices ──▶ SerialSource ──run──▶ frames, messages, flaws
 * ```
 * Packs, servos, drives and boards on one serial port, read only. `open` throws one ConfigError with every problem; it opens no port.
 */
const serial: Driver<SerialOptions> = {
  name: 'serial',
  origin: 'live',
  optionsSchema,
  open: openSerial,
  probe: serialProbe,
};

export default serial;

async function openSerial(options: SerialOptions, context: DriverContext): Promise<Source> {
  const { profile, clock, sourceId } = context;
  const attempts = await Promise.all(
    options.devices.map((device, index) => tryDevice(() => makeDevice(device, context), `devices.${index}`)),
  );
  const problems = [...checkDevices(options, profile), ...attempts.flatMap((attempt) => attempt.problems)];
  if (problems.length > 0) throw new ConfigError('serial/options-refused', problems);
  const devices = attempts.flatMap(({ device }, index) => {
    const timeoutMs = options.devices[index]?.timeoutMs ?? options.timeoutMs;
    return device === undefined ? [] : [{ device, timeoutMs }];
  });
  const board = options.devices.find(({ protocol }) => protocol === 'jsonLines');
  const classes = new Set(devices.flatMap(({ device }) => device.observable));
  return new SerialSource({
    options,
    open: () => openSerialPort(options),
    devices,
    board: board && new JsonBoard({ sourceId, fields: board.fields ?? [], pollMs: pollMsOf(board) }),
    observable: [...classes].filter((eventClass) => profile.observable.includes(eventClass)).sort(),
    identity: identityOf(options, devices),
    clock,
  });
}

async function tryDevice(make: () => Promise<BusDevice | undefined>, place: string) {
  try {
    return { device: await make(), problems: [] as Problem[] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { device: undefined, problems: error.problems.map((problem) => ({ ...problem, place: `${place} → ${problem.place}` })) };
  }
}

function identityOf({ path, baudRate }: SerialOptions, devices: readonly { device: BusDevice }[]): Source['identity'] {
  const named = devices.map(({ device: { name, identity } }) => [name, identity]);
  return { protocol: 'serial', endpoint: path, baudRate, ...Object.fromEntries(named) };
}

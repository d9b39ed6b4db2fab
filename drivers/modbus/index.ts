import type { Driver, DriverContext, Source } from '../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import { checkMapUse } from '../serial-protocols/modbus/check-map-use.ts';
import { observableClasses } from '../serial-protocols/modbus/observable-classes.ts';
import { readableMap } from '../serial-protocols/modbus/plan-reads.ts';
import { readRegisterMap } from '../serial-protocols/modbus/read-register-map.ts';
import type { RegisterMap } from '../serial-protocols/modbus/register-map.ts';
import { DeviceReader } from './device-reader.ts';
import { mapShelf } from './formats/map-shelf.ts';
import { ModbusSource } from './modbus-source.ts';
import { type ModbusOptions, optionsSchema, type UnitOptions } from './options-schema.ts';
import { modbusProbe } from './probe/modbus-probe.ts';

export type { ModbusOptions } from './options-schema.ts';

/**
 * ```
 *  options + register maps + profile ──check everything──▶ devices ──▶ ModbusSource ──run──▶ frames, messages, flaws
 * ```
 * Controllers and drives over Modbus TCP, read only. `open` throws one ConfigError with every problem; it does not connect.
 */
const modbus: Driver<ModbusOptions> = {
  name: 'modbus',
  origin: 'live',
  optionsSchema,
  open: openModbus,
  probe: modbusProbe,
};

export default modbus;

interface OpenedUnit {
  readonly unit: UnitOptions;
  readonly map: RegisterMap;
  readonly mapSha256: string;
  readonly jointNames: readonly string[];
}

async function openModbus(options: ModbusOptions, context: DriverContext): Promise<Source> {
  const { sourceId, profile, clock } = context;
  const attempts = await Promise.all(options.units.map((unit, index) => openUnit(unit, context, `units.${index}`)));
  const problems = [...attempts.flatMap((attempt) => attempt.problems), ...repeated(options.units)];
  if (problems.length > 0) throw new ConfigError('modbus/options-refused', problems);
  const units = attempts.flatMap(({ opened }) => opened);
  const { host, port, connectMs, pollMs, silenceMs, timeoutMs, paceMs, retriesMax } = options;
  return new ModbusSource({
    host,
    port,
    connectMs,
    pollMs,
    limits: { timeoutMs, paceMs, retriesMax, silenceMs },
    devices: units.map(({ unit, map, jointNames }) => new DeviceReader({ sourceId, unitId: unit.unitId, map, jointNames, pollMs, clock })),
    observable: observableClasses(units.map(({ map }) => map)).filter((eventClass) => profile.observable.includes(eventClass)),
    identity: { protocol: 'modbus-tcp', endpoint: `${host}:${port}`, ...identityOf(units) },
    clock,
  });
}

async function openUnit(unit: UnitOptions, context: DriverContext, place: string): Promise<{ opened: OpenedUnit[]; problems: Problem[] }> {
  try {
    const { value, sha256 } = await readRegisterMap(unit.map, context.readDocument, mapShelf);
    const jointNames = unit.joints ?? context.profile.joints.map(({ name }) => name);
    const map = readableMap({ map: value, jointCount: jointNames.length, acceptUnverified: unit.acceptUnverified });
    const problems = checkMapUse({ map, jointNames, profile: context.profile }, place);
    return { opened: [{ unit, map, mapSha256: sha256, jointNames }], problems };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { opened: [], problems: error.problems.map((problem) => ({ ...problem, place: `${place} → ${problem.place}` })) };
  }
}

function repeated(units: readonly UnitOptions[]): Problem[] {
  return units.flatMap(({ unitId }, index) =>
    units.findIndex((other) => other.unitId === unitId) === index
      ? []
      : [{ place: `units.${index}.unitId`, value: `${unitId} again`, remedy: 'give every device a unit of its own' }],
  );
}

function identityOf(units: readonly OpenedUnit[]): Record<string, string> {
  return Object.fromEntries(
    units.flatMap(({ unit, map, mapSha256 }) => [
      [`unit${unit.unitId}Map`, `${map.name} ${mapSha256}`],
      [`unit${unit.unitId}Unverified`, unit.acceptUnverified ? 'accepted' : 'not read'],
    ]),
  );
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BatterySignal, batterySignals } from './battery-signals.ts';
import { readSensorFile } from './read-sensor-file.ts';

/** One temperature, milli-degrees Celsius. */
export interface TemperatureSensor {
  readonly part: string;
  readonly path: string;
}

/** One battery and the files it has. */
export interface BatterySensor {
  readonly part: string;
  readonly folder: string;
  readonly files: readonly BatterySignal[];
}

export interface HostSensors {
  readonly temperatures: readonly TemperatureSensor[];
  readonly batteries: readonly BatterySensor[];
}

/** A host with more is read as far as this. */
const sensorsMax = 64;

/** What sysfs offers beneath `root`; what cannot be listed is not there. Never throws. */
export async function findSensors(root: string): Promise<HostSensors> {
  const classes = join(root, 'sys', 'class');
  const [chips, zones, batteries] = await Promise.all([
    findChips(join(classes, 'hwmon')),
    findZones(join(classes, 'thermal')),
    findBatteries(join(classes, 'power_supply')),
  ]);
  return { temperatures: named([...chips, ...zones]).slice(0, sensorsMax), batteries: batteries.slice(0, sensorsMax) };
}

async function findChips(folder: string): Promise<TemperatureSensor[]> {
  const chips = await Promise.all((await list(folder, /^hwmon\d+$/)).map((chip) => findChip(join(folder, chip), chip)));
  return chips.flat();
}

async function findChip(folder: string, fallback: string): Promise<TemperatureSensor[]> {
  const name = (await textOf(join(folder, 'name'))) ?? fallback;
  const inputs = await list(folder, /^temp\d+_input$/);
  return Promise.all(
    inputs.map(async (input) => {
      const sensor = input.replace('_input', '');
      const label = await textOf(join(folder, `${sensor}_label`));
      return { part: `${name} ${label ?? sensor}`, path: join(folder, input) };
    }),
  );
}

async function findZones(folder: string): Promise<TemperatureSensor[]> {
  const zones = await list(folder, /^thermal_zone\d+$/);
  return Promise.all(
    zones.map(async (zone) => ({ part: `zone ${(await textOf(join(folder, zone, 'type'))) ?? zone}`, path: join(folder, zone, 'temp') })),
  );
}

/** Batteries of the host itself: what a wireless mouse or pen reports has `scope` Device. */
async function findBatteries(folder: string): Promise<BatterySensor[]> {
  const supplies = await Promise.all(
    (await list(folder, /^[^.]/)).map(async (supply): Promise<BatterySensor[]> => {
      const [type, scope] = [await textOf(join(folder, supply, 'type')), await textOf(join(folder, supply, 'scope'))];
      if (type !== 'Battery' || scope === 'Device') return [];
      const present = await list(join(folder, supply), /^[a-z_]+$/);
      return [{ part: supply, folder: join(folder, supply), files: batterySignals.filter(({ file }) => present.includes(file)) }];
    }),
  );
  return supplies.flat();
}

/** Names in their natural order, so that the parts of a stream are the same at every start. */
async function list(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => pattern.test(name)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** A short printable word; undefined where there is none. */
async function textOf(path: string): Promise<string | undefined> {
  const read = await readSensorFile(path);
  return 'text' in read && /^[\x20-\x7e]{1,64}$/.test(read.text) ? read.text : undefined;
}

/** Two chips of one name are told apart by their number. */
function named(sensors: readonly TemperatureSensor[]): TemperatureSensor[] {
  const seen = new Map<string, number>();
  return sensors.map((sensor) => {
    const count = (seen.get(sensor.part) ?? 0) + 1;
    seen.set(sensor.part, count);
    return count === 1 ? sensor : { ...sensor, part: `${sensor.part} #${count}` };
  });
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { onTestFinished } from 'vitest';
import type { Source } from '../../agent/contract/driver.ts';
import host, { type HostOptions } from '../../drivers/host/index.ts';
import { cobot } from './assessment-fixture.ts';
import { type RecordingSink, recordingSink } from './recording-sink.ts';
import { SteppedClock } from './stepped-clock.ts';

export type Files = Readonly<Record<string, string | Uint8Array | null>>;

/** A board computer with two chips, a zone, its own pack, and a mouse that also calls itself a battery. */
export const boardFiles: Files = {
  'hwmon/hwmon0/name': 'coretemp\n',
  'hwmon/hwmon0/temp1_input': '41500\n',
  'hwmon/hwmon0/temp1_label': 'Package id 0\n',
  'hwmon/hwmon0/temp10_input': '40000\n',
  'hwmon/hwmon0/temp2_input': '39000\n',
  'hwmon/hwmon1/name': 'nvme\n',
  'hwmon/hwmon1/temp1_input': '-3250\n',
  'thermal/thermal_zone0/type': 'x86_pkg_temp\n',
  'thermal/thermal_zone0/temp': '42000\n',
  'thermal/cooling_device0/type': 'Processor\n',
  'power_supply/BAT0/type': 'Battery\n',
  'power_supply/BAT0/scope': 'System\n',
  'power_supply/BAT0/status': 'Discharging\n',
  'power_supply/BAT0/capacity': '87\n',
  'power_supply/BAT0/voltage_now': '25213000\n',
  'power_supply/BAT0/current_now': '1204000\n',
  'power_supply/BAT0/cycle_count': '112\n',
  'power_supply/BAT0/temp': '253\n',
  'power_supply/BAT0/serial_number': ' 0A41\n',
  'power_supply/AC/type': 'Mains\n',
  'power_supply/mouse/type': 'Battery\n',
  'power_supply/mouse/scope': 'Device\n',
  'power_supply/mouse/capacity': '55\n',
};

/** Options as the schema fills them in; throws where the schema refuses them. */
export function hostOptions(written: object): HostOptions {
  const options = structuredClone(written);
  const validate = new Ajv({ useDefaults: true }).compile(host.optionsSchema);
  if (!validate(options)) throw new Error(JSON.stringify(validate.errors));
  return options as HostOptions;
}

export class HostTree {
  readonly root = mkdtempSync(join(tmpdir(), 'host-'));

  constructor(files: Files = boardFiles) {
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }));
    this.write(files);
  }

  /** Writes these files beneath `sys/class`; null takes one away. */
  write(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.root, 'sys/class', path);
      rmSync(file, { recursive: true, force: true });
      if (content === null) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }

  /** A folder where a file is expected: no read of it succeeds, whoever reads. */
  block(path: string): void {
    this.write({ [path]: null });
    mkdirSync(join(this.root, 'sys/class', path), { recursive: true });
  }
}

/** The driver at work, on a clock that stands. */
export interface HostRun {
  readonly source: Source;
  readonly sink: RecordingSink;
  /** One more round, after so much time. */
  round(afterMs?: number): Promise<void>;
  /** Resolves when the source has ended. */
  stop(): Promise<void>;
}

/** Opens the driver on a tree and reads the first round. */
export async function runHost(tree: HostTree, written: object = {}): Promise<HostRun> {
  const clock = new SteppedClock();
  const readDocument = () => Promise.reject(new Error('the host needs no document'));
  const source = await host.open(hostOptions({ root: tree.root, ...written }), { sourceId: 'box', profile: cobot, clock, readDocument });
  const [sink, stopping] = [recordingSink(), new AbortController()];
  const ended = source.run(sink, stopping.signal);
  const stop = (): Promise<void> => {
    stopping.abort();
    return ended;
  };
  onTestFinished(stop);
  await clock.slept();
  const round = async (afterMs = 10_000): Promise<void> => {
    clock.advance(afterMs);
    await clock.slept();
  };
  return { source, sink, round, stop };
}

import { join } from 'node:path';
import type { DriverSink, Source } from '../../agent/contract/driver.ts';
import { clearFrame, createFrame, type Frame, type FrameLayout, quality } from '../../agent/contract/frame.ts';
import type { WitnessMessage } from '../../agent/contract/message.ts';
import type { SignalName } from '../../agent/contract/signal.ts';
import { type Clock, monoMsOf, type TimePoint } from '../../agent/contract/time.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { batterySignals, batteryValue, serialNumberOf } from './battery-signals.ts';
import type { BatterySensor, HostSensors } from './find-sensors.ts';
import { readSensorFile, wholeNumber } from './read-sensor-file.ts';

export interface HostPlan {
  readonly sourceId: string;
  readonly periodMs: number;
  readonly clock: Clock;
  readonly sensors: HostSensors;
}

/** A witness is repeated this often (rule M-7), and whenever it changes. */
const witnessPeriodMs = 600_000;
/** Temperatures come in thousandths of a degree. */
const milliCount = 1000;

/**
 * ```
 *  every periodMs: hwmon, thermal_zone ─▶ controller frame
 *                  power_supply ─▶ battery frame, cycle count as a witness        files that fail ─▶ flaws
 * ```
 */
export class HostSource implements Source {
  readonly layouts: readonly FrameLayout[];
  readonly observable: readonly string[] = [];
  readonly identity: Source['identity'];
  readonly #plan: HostPlan;
  readonly #signals: readonly SignalName[];
  /** What was last said of each battery, and when. */
  readonly #said = new Map<string, { readonly text: string; readonly atMs: number }>();

  constructor(plan: HostPlan) {
    const { sourceId, periodMs, sensors } = plan;
    const { temperatures, batteries } = sensors;
    const inUse = batterySignals.filter((signal) => batteries.some(({ files }) => files.includes(signal)));
    this.#plan = plan;
    this.#signals = inUse.map(({ signal }) => signal);
    const layout = (component: 'controller' | 'battery', parts: string[], signals: readonly SignalName[]): FrameLayout[] =>
      parts.length === 0 || signals.length === 0 ? [] : [{ sourceId, component, parts, signals, periodMs, ofHost: true }];
    const boards = temperatures.map(({ part }) => part);
    const packs = batteries.map(({ part }) => part);
    this.layouts = [...layout('controller', boards, ['temperatureC']), ...layout('battery', packs, this.#signals)];
    this.identity = { protocol: 'linux-sysfs', temperatureCount: boards.length, batteryCount: packs.length };
  }

  async run(sink: DriverSink, signal: AbortSignal): Promise<void> {
    const { clock, periodMs } = this.#plan;
    if (this.layouts.length === 0)
      sink.flaw({ code: 'host/nothing-found', place: 'sys/class', text: 'no temperature and no battery', discarded: false });
    const frames = this.layouts.map((layout) => createFrame(layout, clock.now()));
    while (!signal.aborted) {
      const begunMs = monoMsOf(clock.now());
      for (const frame of frames) await this.#pour(frame, sink);
      await clock.sleep(Math.max(0, begunMs + periodMs - monoMsOf(clock.now())), signal);
    }
  }

  async #pour(frame: Frame, sink: DriverSink): Promise<void> {
    clearFrame(frame);
    if (frame.layout.component === 'controller') await this.#readTemperatures(frame, sink);
    else
      for (const [partIndex, battery] of this.#plan.sensors.batteries.entries())
        await this.#readBattery({ frame, partIndex, battery, sink });
    frame.time = this.#plan.clock.now();
    // A round in which nothing was read shows no life.
    if (frame.quality.includes(quality.good)) sink.frame(frame);
  }

  async #readTemperatures(frame: Frame, sink: DriverSink): Promise<void> {
    for (const [cell, { path, part }] of this.#plan.sensors.temperatures.entries()) {
      const raw = await readNumber(path, part, sink);
      if (raw !== undefined) setCell(frame, cell, raw / milliCount);
    }
  }

  async #readBattery({ frame, partIndex, battery, sink }: BatteryReading): Promise<void> {
    const status = await textOf(battery, 'status');
    for (const [row, signal] of this.#signals.entries()) {
      const cell = row * frame.layout.parts.length + partIndex;
      const file = battery.files.find((one) => one.signal === signal);
      const raw = file && (await readNumber(join(battery.folder, file.file), `${battery.part} ${file.file}`, sink));
      const value = file === undefined || raw === undefined ? undefined : batteryValue(file, raw, status);
      if (value !== undefined) setCell(frame, cell, value);
      else if (file === undefined || raw !== undefined) frame.quality[cell] = quality.notReported;
      if (file?.signal === 'cycleCount' && value !== undefined) await this.#witness(battery, value, sink);
    }
  }

  /** The pack's own count, as a series of its serial number: another pack in the same slot is another series. */
  async #witness(battery: BatterySensor, value: number, sink: DriverSink): Promise<void> {
    const time = this.#plan.clock.now();
    const serial = serialNumberOf(await textOf(battery, 'serial_number'));
    const text = `${serial ?? ''} ${value}`;
    const said = this.#said.get(battery.part);
    if (said?.text === text && monoMsOf(time) - said.atMs < witnessPeriodMs) return;
    this.#said.set(battery.part, { text, atMs: monoMsOf(time) });
    sink.message(witnessOf({ sourceId: this.#plan.sourceId, time, serial, value }));
  }
}

interface BatteryReading {
  readonly frame: Frame;
  readonly partIndex: number;
  readonly battery: BatterySensor;
  readonly sink: DriverSink;
}

function witnessOf(count: { sourceId: string; time: TimePoint; serial: string | undefined; value: number }): WitnessMessage {
  const { sourceId, time, serial, value } = count;
  const serialNumber = serial ?? unknown('notReported');
  return { kind: 'witness', sourceId, time, component: 'battery', ofHost: true, serialNumber, counter: 'cycleCount', value, stepSize: 1 };
}

function setCell(frame: Frame, cell: number, value: number): void {
  frame.values[cell] = value;
  frame.quality[cell] = quality.good;
}

async function readNumber(path: string, place: string, sink: DriverSink): Promise<number | undefined> {
  const read = await readSensorFile(path);
  if ('flaw' in read) {
    sink.flaw({ code: read.flaw, place, text: read.reason, discarded: true });
    return undefined;
  }
  const value = wholeNumber(read.text);
  if (value === undefined) sink.flaw({ code: 'host/value-malformed', place, text: read.text.slice(0, 40), discarded: true });
  return value;
}

async function textOf({ folder }: BatterySensor, file: string): Promise<string | undefined> {
  const read = await readSensorFile(join(folder, file));
  return 'text' in read ? read.text : undefined;
}

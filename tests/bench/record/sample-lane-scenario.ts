import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { FrameRing } from '../../../agent/record/black-box/frame-ring.ts';
import { Ledger } from '../../../agent/record/ledger.ts';
import { SampleLane } from '../../../agent/record/samples/sample-lane.ts';
import { rampFrame } from '../../support/incident-fixture.ts';
import { humanoidJoints, walkingWindow } from '../../support/sample-windows.ts';
import type { BenchRequest, BenchResult, Scenario } from '../scenario.ts';
import { median } from '../scenario.ts';
import { deviceWrittenBytes } from './device-written.ts';

/*
 *  one virtual hour of a humanoid's windows ─▶ SampleLane in a real ledger file, one commit a minute
 *      bytes the process handed to the block layer (/proc/self/io write_bytes) │ against the same windows as JSON lines
 */
const windowCount = 3600;
const commitEveryCount = 60;
const framesTimedCount = 200_000;

/** What the sample lane writes for an hour, and what copying a frame into the ring costs. */
export const sampleLaneScenario: Scenario = {
  name: 'samples',
  summary: 'bytes an hour of window features costs the disk, against the raw records (G6), and the copy of a frame into the ring',
  run,
};

async function run({ roundCount, tell }: BenchRequest): Promise<BenchResult> {
  const rounds = Array.from({ length: roundCount }, (_, round) => {
    tell(`hour ${round + 1} of ${roundCount}`);
    return oneHour();
  });
  const of = (pick: (hour: Hour) => number): number => median(rounds.map(pick));
  return {
    figures: [
      {
        name: 'written / raw record bytes, no eviction',
        value: of(({ writtenBytes, rawBytes }) => writtenBytes / rawBytes),
        unit: 'ratio',
        bar: { atMost: 0.9, source: 'G6' },
      },
      {
        name: 'written / raw record bytes, evicting',
        value: of(({ evictingBytes, rawBytes }) => evictingBytes / rawBytes),
        unit: 'ratio',
        bar: { atMost: 0.9, source: 'G6' },
      },
      {
        name: 'written / append of one zstd frame a minute',
        value: of(({ writtenBytes, appendedBytes }) => writtenBytes / appendedBytes),
        unit: 'ratio',
        bar: { atMost: 2.1, source: 'G6' },
      },
      ...onDevice(rounds),
      { name: 'payload of the batches', value: of(({ payloadBytes }) => payloadBytes / 1024), unit: 'KiB/h' },
      { name: 'raw records', value: of(({ rawBytes }) => rawBytes / 1024), unit: 'KiB/h' },
      {
        name: 'copy of a 29 × 4 frame into the ring',
        value: median(Array.from({ length: 5 }, copyUs)),
        unit: 'µs',
        bar: { atMost: 2, source: 'issue 6' },
      },
    ],
    notes: [
      'written: write_bytes of /proc/self/io, that is pages handed to the block layer for write-ahead log and database, checkpoints included;',
      "the file system's own journal is not in it, and a flash translation layer writes more again. Synthetic windows: smooth motion with noise.",
      'device: sectors written of the block device under TMPDIR, journal included, and whatever else used it meanwhile; absent where the system does not tell.',
      'raw records: each window as one JSON line with four decimals. Evicting: a limit of a quarter of the hour, so that most of it is deleted again.',
    ],
  };
}

/** The same by the device's own count, where the system tells it. */
function onDevice(rounds: readonly Hour[]): BenchResult['figures'] {
  if (rounds.some(({ deviceBytes }) => Number.isNaN(deviceBytes))) return [];
  const of = (pick: (hour: Hour) => number): number => median(rounds.map(pick));
  return [
    {
      name: 'device / raw record bytes, evicting',
      value: of(({ evictingDeviceBytes, rawBytes }) => evictingDeviceBytes / rawBytes),
      unit: 'ratio',
      bar: { atMost: 0.9, source: 'G6' },
    },
    {
      name: 'device / append of one zstd frame a minute',
      value: of(({ evictingDeviceBytes, appendedBytes }) => evictingDeviceBytes / appendedBytes),
      unit: 'ratio',
      bar: { atMost: 2.1, source: 'G6' },
    },
  ];
}

interface Hour {
  readonly rawBytes: number;
  /** Of the block device; NaN where the system does not tell. */
  readonly deviceBytes: number;
  readonly evictingDeviceBytes: number;
  readonly writtenBytes: number;
  readonly evictingBytes: number;
  readonly payloadBytes: number;
  readonly appendedBytes: number;
}

function oneHour(): Hour {
  const plain = writeHour({});
  const evicting = writeHour({ bytesMax: Math.floor(plain.payloadBytes / 4) });
  return { ...plain, evictingBytes: evicting.writtenBytes, evictingDeviceBytes: evicting.deviceBytes };
}

function writeHour(options: { bytesMax?: number }): Omit<Hour, 'evictingBytes' | 'evictingDeviceBytes'> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-samples-'));
  const ledger = new Ledger({ path: join(folder, 'ledger.sqlite'), agentId: 'bench', origin: 'simulation', epoch: 0, identity: {} });
  const lane = ledger.join((database) => new SampleLane(database, options));
  const beforeBytes = writtenByProcess();
  const beforeDeviceBytes = deviceWrittenBytes(folder) ?? Number.NaN;
  let [rawBytes, appendedBytes] = [0, 0];
  let minute: string[] = [];
  for (let index = 0; index < windowCount; index++) {
    const { window, time } = walkingWindow(index);
    lane.add(window, time);
    minute.push(rawRecord(window));
    if (index % commitEveryCount !== commitEveryCount - 1) continue;
    ledger.commit({ state: {} });
    rawBytes += minute.join('').length;
    appendedBytes += zstdCompressSync(minute.join('')).length;
    minute = [];
  }
  const { sizeBytes } = lane.counts();
  ledger.close();
  const writtenBytes = writtenByProcess() - beforeBytes;
  const deviceBytes = (deviceWrittenBytes(folder) ?? Number.NaN) - beforeDeviceBytes;
  if (statSync(join(folder, 'ledger.sqlite')).size === 0) throw new Error('nothing was written');
  rmSync(folder, { recursive: true });
  return { rawBytes, writtenBytes, deviceBytes, payloadBytes: sizeBytes, appendedBytes };
}

/** One window as the JSON line it would be, four decimals each. */
function rawRecord({ endMs, streams }: ReturnType<typeof walkingWindow>['window']): string {
  const short = (column: Float64Array): number[] => [...column].map((value) => Math.round(value * 1e4) / 1e4);
  const columns = streams.map(({ mean, sd, min, max }) => ({ mean: short(mean), sd: short(sd), min: short(min), max: short(max) }));
  return `${JSON.stringify({ endMs, columns })}\n`;
}

/** Bytes this process caused to be sent to the storage layer; NaN where the system does not tell. */
function writtenByProcess(): number {
  return Number(/^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}

function copyUs(): number {
  const ring = new FrameRing(humanoidJoints, 15_000);
  const frame = rampFrame(humanoidJoints, 0);
  const startNs = process.hrtime.bigint();
  for (let index = 0; index < framesTimedCount; index++) ring.push(frame);
  return Number(process.hrtime.bigint() - startNs) / 1000 / framesTimedCount;
}

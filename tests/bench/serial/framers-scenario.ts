import { dalyModbusFormat } from '../../../drivers/serial-protocols/daly/daly-modbus-format.ts';
import { dalyUartFormat } from '../../../drivers/serial-protocols/daly/daly-uart-format.ts';
import { dynamixelFormat } from '../../../drivers/serial-protocols/dynamixel/dynamixel-format.ts';
import { type FrameFormat, FrameStream } from '../../../drivers/serial-protocols/frame-stream.ts';
import { jbdFormat } from '../../../drivers/serial-protocols/jbd/jbd-format.ts';
import { LineStream } from '../../../drivers/serial-protocols/json-lines/line-stream.ts';
import { rtuFormat } from '../../../drivers/serial-protocols/modbus/rtu-format.ts';
import { seededRandom } from '../../../drivers/simulator/plant/seeded-random.ts';
import { hex } from '../../support/serial-frames.ts';
import { type BenchRequest, type BenchResult, type Figure, median, type Scenario } from '../scenario.ts';

const smallBytes = 1024 * 1024;
const growthRatio = 4;
const chunkBytes = 256;
/** Four times the bytes may take four times as long, and half of that again for what the machine does meanwhile. */
const ratioMax = 1.5;

/** Takes a chunk, gives how many frames or lines it completed. */
type Feed = (bytes: Uint8Array) => number;

interface Framer {
  readonly name: string;
  /** One good frame, captured or from the vendor's document (facts/interfaces §3). */
  readonly frame: Uint8Array;
  open(): Feed;
}

const streamed = (name: string, format: FrameFormat, frame: Uint8Array): Framer => ({
  name,
  frame,
  open: () => {
    const stream = new FrameStream(format);
    return (bytes) => {
      const before = stream.counts.frameCount;
      stream.push(bytes, () => undefined);
      return stream.counts.frameCount - before;
    };
  },
});

const framers: readonly Framer[] = [
  streamed('jbd', jbdFormat, hex('DD 04 00 08 0F 45 0F 3D 0F 37 0F 3D FE C6 77')),
  streamed('dalyUart', dalyUartFormat, hex('A5 01 90 08 00 85 00 00 75 30 01 E4 4D')),
  streamed('dalyModbus', dalyModbusFormat, hex('D2 03 02 00 00 3D 96')),
  streamed('dynamixel', dynamixelFormat, hex('FF FF FD 00 01 08 00 55 00 A6 00 00 00 8C C0')),
  streamed('modbusRtu', rtuFormat, hex('01 03 02 0C D8 BD 1E')),
  {
    name: 'jsonLines',
    frame: new TextEncoder().encode('{"voltage":48.1,"current":-2.5}\n'),
    open: () => {
      const lines = new LineStream();
      return (bytes) => {
        let lineCount = 0;
        lines.push(bytes, () => {
          lineCount++;
        });
        return lineCount;
      };
    },
  },
];

/** What a framer is fed with. The third is the worst of noise: nothing but beginnings of frames. */
const inputs: Readonly<Record<string, (framer: Framer, sizeBytes: number) => Uint8Array>> = {
  'good frames': ({ frame }, sizeBytes) => repeated(frame, sizeBytes),
  noise: (_, sizeBytes) => {
    const random = seededRandom(7);
    return Uint8Array.from({ length: sizeBytes }, () => Math.floor(random.unit() * 256));
  },
  'beginnings of frames': ({ frame }, sizeBytes) => repeated(frame.subarray(0, Math.ceil(frame.length / 2)), sizeBytes),
};

/** Processor time per byte must not grow with the size of the input: the stock parsers' does (design.md). */
export const framersScenario: Scenario = {
  name: 'framers',
  summary: 'serial framers on good frames, noise and beginnings of frames: four times the bytes in four times the time',
  run: async (request) => measureAll(request),
};

function measureAll({ roundCount, tell }: BenchRequest): BenchResult {
  const figures = framers.flatMap((framer) =>
    Object.entries(inputs).flatMap(([input, make]): Figure[] => {
      const small = make(framer, smallBytes);
      const large = make(framer, smallBytes * growthRatio);
      usOf(framer, small);
      const rounds = Array.from({ length: Math.max(3, roundCount) }, () => ({
        smallUs: usOf(framer, small),
        largeUs: usOf(framer, large),
      }));
      const ratio = median(rounds.map(({ smallUs, largeUs }) => largeUs / smallUs / growthRatio));
      const nsPerByte = (median(rounds.map(({ largeUs }) => largeUs)) * 1000) / large.length;
      tell(`${framer.name}, ${input}: ${nsPerByte.toFixed(1)} ns a byte`);
      return [
        {
          name: `${framer.name}, ${input}: growth`,
          value: ratio,
          unit: 'ratio',
          bar: { atMost: ratioMax, source: 'issue 5: linear in size' },
        },
        { name: `${framer.name}, ${input}`, value: nsPerByte, unit: 'ns/byte' },
      ];
    }),
  );
  return { figures, notes: [`${smallBytes} and ${smallBytes * growthRatio} bytes in chunks of ${chunkBytes}, the median of the rounds.`] };
}

function repeated(part: Uint8Array, sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, index) => part[index % part.length] ?? 0);
}

function usOf(framer: Framer, bytes: Uint8Array): number {
  const feed = framer.open();
  const before = process.cpuUsage();
  let frameCount = 0;
  for (let at = 0; at < bytes.length; at += chunkBytes) frameCount += feed(bytes.subarray(at, at + chunkBytes));
  const { user, system } = process.cpuUsage(before);
  const isGood = bytes.length >= framer.frame.length && framer.frame.every((byte, index) => bytes[index] === byte);
  if (isGood && frameCount < Math.floor(bytes.length / framer.frame.length) - 1)
    throw new Error(`${framer.name}: ${frameCount} frames only`);
  return Math.max(1, user + system);
}

import { readFileSync } from 'node:fs';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { limitsOf, recordedWindows } from './recorded-series.ts';

const blockCount = 4;
/** Windows this close to a stop teach nothing: the arm brakes before it and is released after it. */
const stopMarginMs = 10_000;

/**
 * UR3 CobotOps, one session of 49 min: protective stops of the robot as a whole. Cut into four blocks of time; each block is rated by what was
 * learned from the other three, without the stops and the ten seconds around them.
 */
export async function ur3Series(recording: string): Promise<readonly LabelledSeries[]> {
  const recorded = await recordedWindows({ recording });
  const jointCount = recorded.layout.parts.length;
  const stops = stopColumn(recording);
  const isStop = recorded.firstFrame.map((from, window) =>
    stops.slice(from, recorded.firstFrame[window + 1] ?? recorded.frameCount).includes(1),
  );
  const stopMs = recorded.windows.filter((_, window) => isStop[window]).map(({ startMs }) => startMs);
  const isNear = (window: WindowFeatures): boolean => stopMs.some((atMs) => Math.abs(atMs - window.startMs) <= stopMarginMs);
  return Array.from({ length: blockCount }, (_, block) => {
    const isInBlock = (place: number): boolean => Math.floor((place * blockCount) / recorded.windows.length) === block;
    const windows = recorded.windows.filter((_, place) => isInBlock(place));
    const inBlock = isStop.filter((_, place) => isInBlock(place));
    return {
      name: 'ur3',
      scope: 'robot',
      layout: recorded.layout,
      limits: limitsOf(recorded),
      commissioning: recorded.windows.filter((window, place) => !isInBlock(place) && !isNear(window)),
      runs: [
        { name: `block ${block + 1}`, windows, labels: Uint8Array.from(inBlock.flatMap((stop) => Array(jointCount).fill(stop ? 1 : 0))) },
      ],
    };
  });
}

function stopColumn(file: string): readonly number[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const column = header.trim().split(',').indexOf('Robot_ProtectiveStop');
  return lines.map((line) => (line.split(',')[column] === 'TRUE' ? 1 : 0));
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import { monoMs } from '../../agent/contract/time.ts';
import type { LabelledRun, LabelledSeries } from './labelled-series.ts';
import { limitsOf, recordedWindows } from './recorded-series.ts';

/** Sessions are put on one time line, so far apart that nobody takes them for one. */
const sessionSpacingMs = 86_400_000;
const motorCount = 6;

interface Session {
  readonly name: string;
  readonly windows: readonly WindowFeatures[];
  readonly labels: Uint8Array;
}

/**
 * ArmPi FPV (data/README.md): six servos, faults injected by heating one of them, labelled per motor from the moment the heating began.
 * Learned from the sessions without any fault, rated on those with one.
 */
export async function armPiSeries(folder: string, name: string): Promise<LabelledSeries> {
  const sessions: Session[] = [];
  const places = readdirSync(folder).sort();
  let first: Awaited<ReturnType<typeof recordedWindows>> | undefined;
  for (const [index, place] of places.entries()) {
    const path = join(folder, place);
    const recorded = await recordedWindows({ recording: path });
    first ??= recorded;
    const windows = recorded.windows.map((window) => shifted(window, index * sessionSpacingMs - (recorded.windows[0]?.startMs ?? 0)));
    sessions.push({ name: place, windows, labels: labelsOf(path, recorded.firstFrame, recorded.frameCount) });
  }
  if (first === undefined) throw new RangeError(`${folder} holds no session`);
  const isFaulty = ({ labels }: Session): boolean => labels.includes(1);
  const runs: LabelledRun[] = sessions.filter(isFaulty);
  return {
    name,
    scope: 'joint',
    layout: first.layout,
    limits: limitsOf(first),
    commissioning: sessions.filter((session) => !isFaulty(session)).flatMap(({ windows }) => windows),
    runs,
  };
}

function shifted(window: WindowFeatures, byMs: number): WindowFeatures {
  return { ...window, startMs: monoMs(window.startMs + byMs), endMs: monoMs(window.endMs + byMs) };
}

/** A window is faulty for a motor when most of its rows say so. The rows of the files and the frames of the driver are the same, one to one. */
function labelsOf(path: string, firstFrame: readonly number[], frameCount: number): Uint8Array {
  const labels = new Uint8Array(firstFrame.length * motorCount);
  for (let motor = 0; motor < motorCount; motor++) {
    const rows = labelColumn(join(path, `data_motor_${motor + 1}.csv`));
    if (rows.length !== frameCount) throw new RangeError(`${path}: ${rows.length} labels for ${frameCount} frames`);
    firstFrame.forEach((from, window) => {
      const to = firstFrame[window + 1] ?? frameCount;
      const faultyCount = rows.slice(from, to).filter((label) => label === 1).length;
      labels[window * motorCount + motor] = 2 * faultyCount > to - from ? 1 : 0;
    });
  }
  return labels;
}

function labelColumn(file: string): readonly number[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const column = header.trim().split(',').indexOf('label');
  return lines.map((line) => Number(line.trim().split(',')[column]));
}

export const hasFolder = (path: string): boolean => existsSync(path);

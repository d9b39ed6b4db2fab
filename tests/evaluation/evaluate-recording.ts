import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import { monoMs } from '../../agent/contract/time.ts';
import { loadScorer } from '../../models/runtime/load-scorer.ts';
import type { AlarmRule } from './alarm-stream.ts';
import { recordingSha256 } from './data-sets.ts';
import type { LabelScope } from './detector.ts';
import { type RatingSummary, summariseRatings } from './evaluation-summary.ts';
import type { LabelledRun, LabelledSeries } from './labelled-series.ts';
import { allMethods } from './methods.ts';
import { rateMethods } from './rate-methods.ts';
import { limitsOf, type RecordedWindows, recordedWindows } from './recorded-series.ts';
import { isFaultyWord, rowLabels } from './row-labels.ts';

/** A single session is learned from in its first half and rated in its second. */
const learnedRatio = 0.5;
/** Windows this close to a fault teach nothing. */
const faultMarginMs = 10_000;
const sessionSpacingMs = 86_400_000;
const seeds = [1, 2, 3, 4, 5] as const;
const ratesPerH = [2, 10] as const;

export interface RecordingQuestion {
  /** A file, a folder that is one session, or a folder of such folders or files: sessions in the order of their names. */
  readonly file: string;
  readonly description: string | undefined;
  readonly label: string;
}

export interface RecordingEvaluation extends RatingSummary {
  readonly recordingSha256: string;
  readonly split: string;
  readonly scope: LabelScope;
  readonly windowCount: number;
  readonly faultyWindowCount: number;
}

/** Rates a labelled recording by the protocol of the data sets: learned from its first part or sessions, rated on the rest. */
export async function evaluateRecording(question: RecordingQuestion): Promise<RecordingEvaluation> {
  const sessions = await Promise.all(sessionPaths(question.file).map((path) => readSession(path, question)));
  const { series, split } = splitSeries(sessions);
  const rule: AlarmRule = { unit: series.scope, confirmCount: 3 };
  const scorer = await loadScorer({ backend: 'auto' });
  const isDrawnByMinutes = true;
  const ratings = rateMethods(allMethods(scorer), series, { rule, ratesPerH, seeds, isDrawnByMinutes });
  scorer.close();
  const labels = series.runs.flatMap((run) => [...run.labels]);
  return {
    ...summariseRatings(ratings, { ratesPerH, resampling: 'minutes', hasKinds: false }),
    recordingSha256: recordingSha256(question.file),
    split,
    scope: series.scope,
    windowCount: series.runs.reduce((sum, { windows }) => sum + windows.length, 0),
    faultyWindowCount:
      series.scope === 'robot'
        ? labels.filter((one) => one === 1).length / series.layout.parts.length
        : labels.filter((one) => one === 1).length,
  };
}

interface Session {
  readonly recorded: RecordedWindows;
  readonly scope: LabelScope;
  /** Per window and joint. */
  readonly labels: Uint8Array;
  readonly name: string;
}

/** Folders that hold folders are sessions; a folder of files is one session, as some robots write a file per motor. */
function sessionPaths(file: string): readonly string[] {
  if (!existsSync(file)) throw new RangeError(`${file} is not there`);
  if (!statSync(file).isDirectory()) return [file];
  const inner = readdirSync(file)
    .sort()
    .map((name) => join(file, name));
  const folders = inner.filter((path) => statSync(path).isDirectory());
  return folders.length > 0 ? folders : [file];
}

async function readSession(path: string, { description, label }: RecordingQuestion): Promise<Session> {
  const recorded = await recordedWindows({ recording: path, description });
  const columns = rowLabels(labelledTexts(path), label).map((words) => words.map(isFaultyWord));
  const jointCount = recorded.layout.parts.length;
  const scope: LabelScope = columns.length === jointCount && jointCount > 1 ? 'joint' : 'robot';
  if (columns.length === 0) throw new RangeError(`${path} has no column ${label}: name the one that says what is faulty with --label`);
  if (columns.some((column) => column.length !== recorded.frameCount)) throw new RangeError(`${path}: rows and labels differ in number`);
  const labels = new Uint8Array(recorded.windows.length * jointCount);
  recorded.firstFrame.forEach((from, window) => {
    const to = recorded.firstFrame[window + 1] ?? recorded.frameCount;
    const faulty = columns.map((column) => column.slice(from, to).includes(true));
    for (let joint = 0; joint < jointCount; joint++)
      labels[window * jointCount + joint] = (faulty[scope === 'joint' ? joint : 0] ?? false) ? 1 : 0;
  });
  return { recorded, scope, labels, name: path.split('/').at(-1) ?? path };
}

function labelledTexts(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [readFileSync(path, 'utf8')];
  const names = readdirSync(path).filter((name) => name.endsWith('.csv'));
  const inOrder = names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return inOrder.map((name) => readFileSync(join(path, name), 'utf8'));
}

interface Split {
  readonly series: LabelledSeries;
  readonly split: string;
}

/** Of several sessions the first half is learned from; of one its first half. What is faulty, or ten seconds from it, teaches nothing. */
function splitSeries(sessions: readonly Session[]): Split {
  const [first] = sessions;
  if (first === undefined) throw new RangeError('nothing was recorded');
  const [learned, rated, split] = sessions.length > 1 ? bySession(sessions) : byTime(first);
  const series = { name: 'recording', scope: first.scope, layout: first.recorded.layout, limits: limitsOf(first.recorded) };
  const runs = rated.map(({ name, windows, labels }) => ({ name, windows, labels }));
  return { series: { ...series, commissioning: learned.flatMap(soundWindows), runs }, split };
}

type Halves = readonly [learned: readonly LabelledRun[], rated: readonly LabelledRun[], split: string];

function bySession(sessions: readonly Session[]): Halves {
  const runs = sessions.map(({ recorded, labels, name }, place): LabelledRun => {
    const byMs = place * sessionSpacingMs - (recorded.windows[0]?.startMs ?? 0);
    const windows = recorded.windows.map((window) => ({
      ...window,
      layout: sessions[0]?.recorded.layout ?? window.layout,
      startMs: monoMs(window.startMs + byMs),
      endMs: monoMs(window.endMs + byMs),
    }));
    return { name, windows, labels };
  });
  const learnedCount = Math.ceil(learnedRatio * runs.length);
  const split = `learned from what is normal in the first ${learnedCount} of ${runs.length} sessions, rated on the others`;
  return [runs.slice(0, learnedCount), runs.slice(learnedCount), split];
}

function byTime({ recorded: { windows, layout }, labels, name }: Session): Halves {
  const learnedCount = Math.floor(learnedRatio * windows.length);
  const cells = learnedCount * layout.parts.length;
  const split = `one session: learned from what is normal in its first ${learnedCount} of ${windows.length} seconds, rated on the rest`;
  const learned = { name, windows: windows.slice(0, learnedCount), labels: labels.slice(0, cells) };
  return [[learned], [{ name, windows: windows.slice(learnedCount), labels: labels.slice(cells) }], split];
}

function soundWindows({ windows, labels }: LabelledRun): readonly WindowFeatures[] {
  const jointCount = labels.length / Math.max(1, windows.length);
  const faultyMs = windows
    .filter((_, place) => labels.subarray(place * jointCount, (place + 1) * jointCount).includes(1))
    .map(({ startMs }) => startMs);
  return windows.filter((window) => !faultyMs.some((atMs) => Math.abs(atMs - window.startMs) <= faultMarginMs));
}

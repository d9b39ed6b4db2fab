import type { Flag, RobotMode } from '../../../agent/contract/message.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { isKnown, unknown } from '../../../agent/contract/unknown.ts';
import { ChangeWatch, type ModeReading } from '../decoding/change-watch.ts';
import type { StandingCode } from '../decoding/code-table.ts';
import { classesOf, FaultWatch } from '../decoding/fault-watch.ts';
import { fillColumn } from '../decoding/fill-column.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import { healMsOf } from '../decoding/heal-ms-of.ts';
import type { DecodedSink, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { flagOf, headerStampMs, messageOf, numberOf } from '../decoding/read-field.ts';
import { errorCodes, errorMeaning, stopsProtectively } from './error-codes.ts';

/** Where a generation's message keeps the arm's state; mode and errors stand at the same place in both. */
export interface FrankaReading {
  readonly position: ArrayLike<unknown>;
  readonly velocity: ArrayLike<unknown>;
  readonly torque: ArrayLike<unknown>;
  /** Every number that says by not being zero that a direction or joint has collided. */
  readonly collisions: ArrayLike<unknown>;
}

type Mode = readonly [name: string, reading: Omit<ModeReading, 'modeRaw'>];
const word = (robotMode: RobotMode) => ({ robotMode });

const modes: ReadonlyMap<number, Mode> = new Map<number, Mode>([
  [1, ['IDLE', { ...word('ready'), executionState: 'idle' }]],
  [2, ['MOVE', { ...word('running'), executionState: 'running' }]],
  [3, ['GUIDING', { ...word('backdrive'), controlSource: 'handGuided' }]],
  [4, ['REFLEX', { ...word('fault'), executionState: 'stopped' }]],
  [5, ['USER_STOPPED', { ...word('standby'), executionState: 'stopped' }]],
  [6, ['AUTOMATIC_ERROR_RECOVERY', { ...word('fault'), executionState: 'stopped' }]],
]);
const otherMode: Mode = ['OTHER', { robotMode: unknown('notReported') }];

/**
 * Both generations of Franka's state. Joints come in the order of the arm, seven of each; errors are booleans with names, the name is
 * the raw code. A reflex, a collision and a violated limit stop the arm, so they are a protective stop as well.
 */
export class FrankaDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable = [...new Set(['impact', 'protectiveStop', ...classesOf([errorCodes])])].sort();
  readonly #read: (message: RosMessage) => FrankaReading;
  readonly #filler: FrameFiller;
  readonly #changes: ChangeWatch;
  readonly #faults: FaultWatch;

  constructor(plan: TopicPlan, read: (message: RosMessage) => FrankaReading) {
    const { sourceId, periodMs, profile } = plan;
    const parts = profile.joints.map(({ name }) => name);
    const signals = ['positionRad', 'velocityRadPerS', 'torqueNm'] as const;
    this.#read = read;
    this.#filler = new FrameFiller({ sourceId, component: 'joint', parts, signals, periodMs });
    this.layouts = [this.#filler.layout];
    this.#changes = new ChangeWatch(sourceId);
    this.#faults = new FaultWatch(sourceId, healMsOf(plan));
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const { position, velocity, torque, collisions } = this.#read(message);
    this.#filler.begin(time, headerStampMs(message));
    [position, velocity, torque].forEach((values, signalIndex) => {
      fillColumn(this.#filler, signalIndex, { values });
    });
    const frame = this.#filler.frame();
    if (frame !== undefined) out.frame(frame);
    this.#decodeStates(message, { time, out, collisionDetected: anyOf(collisions) });
  }

  #decodeStates(
    message: RosMessage,
    { time, out, collisionDetected }: { time: TimePoint; out: DecodedSink; collisionDetected: Flag },
  ): void {
    const mode = numberOf(message.robot_mode);
    if (Number.isInteger(mode)) {
      const [modeRaw, reading] = modes.get(mode) ?? (mode === 0 ? otherMode : [String(mode), otherMode[1]]);
      for (const said of this.#changes.mode({ ...reading, modeRaw }, time)) out.message(said);
    }
    const standing = standingErrors(message.current_errors);
    for (const said of this.#changes.safety({ protectiveStop: protectiveStopOf(mode, standing), collisionDetected }, time))
      out.message(said);
    if (standing === undefined) return;
    for (const said of this.#faults.readCodes({ table: errorCodes, part: undefined }, standing, time)) out.message(said);
  }
}

/** The errors that are true, undefined when the message carries none at all. */
function standingErrors(errors: unknown): StandingCode[] | undefined {
  const flags = Object.entries(messageOf(errors)).map(([name, value]) => [name, flagOf(value)] as const);
  if (!flags.some(([, flag]) => isKnown(flag))) return undefined;
  return flags.filter(([, flag]) => flag === true).map(([name]) => ({ codeRaw: name.slice(0, 80), meaning: errorMeaning(name) }));
}

function protectiveStopOf(mode: number, standing: readonly StandingCode[] | undefined): Flag {
  if (modes.get(mode)?.[0] === 'REFLEX' || standing?.some((one) => stopsProtectively(one.meaning)) === true) return true;
  return Number.isInteger(mode) && standing !== undefined ? false : unknown('missing');
}

/** True when one number is not zero, false when all are, unknown without numbers. */
function anyOf(values: ArrayLike<unknown>): Flag {
  const numbers = Array.from(values, numberOf).filter((value) => !Number.isNaN(value));
  return numbers.length === 0 ? unknown('missing') : numbers.some((value) => value !== 0);
}

import type { BehaviourMessage } from './behaviour.ts';
import type { TimePoint } from './time.ts';
import type { Knowable } from './unknown.ts';
import type { WitnessMessage } from './witness.ts';

export type { BehaviourMessage } from './behaviour.ts';
export type { WitnessMessage } from './witness.ts';

/** Slow facts of a robot: small typed messages beside the frames. Vendor codes are kept raw; the category is a reading aid. */
export interface MessageBase {
  readonly sourceId: string;
  readonly time: TimePoint;
}

export type Flag = Knowable<boolean>;

/** Safety signals; each is true, false or unknown. A stop is a safety event, never a defect. */
export interface SafetyMessage extends MessageBase {
  readonly kind: 'safety';
  readonly emergencyStop?: Flag;
  readonly protectiveStop?: Flag;
  readonly safeguardStop?: Flag;
  readonly reducedMode?: Flag;
  readonly collisionDetected?: Flag;
  readonly motionPossible?: Flag;
  readonly drivesPowered?: Flag;
  readonly safetyModeRaw?: string;
}

export type RobotMode = 'off' | 'booting' | 'standby' | 'ready' | 'running' | 'backdrive' | 'fault' | 'updating';
export type OperationalMode = 'manualReducedSpeed' | 'manualHighSpeed' | 'automatic' | 'automaticExternal' | 'other';
export type ExecutionState = 'running' | 'paused' | 'stopped' | 'idle';
export type ControlSource = 'autonomous' | 'teleoperated' | 'pendant' | 'handGuided' | 'externalProgram';

/** What a balancing robot was told to do with its body. */
export type CommandedPosture = 'stand' | 'sit' | 'lie';

export interface ModeMessage extends MessageBase {
  readonly kind: 'mode';
  readonly robotMode?: Knowable<RobotMode>;
  readonly operationalMode?: Knowable<OperationalMode>;
  readonly executionState?: Knowable<ExecutionState>;
  readonly controlSource?: Knowable<ControlSource>;
  /** Said when the command is given, not for as long as the posture lasts. */
  readonly commandedPosture?: Knowable<CommandedPosture>;
  readonly modeRaw?: string;
}

export type FaultSeverity = 'info' | 'warning' | 'error' | 'fatal';

export interface FaultMessage extends MessageBase {
  readonly kind: 'fault';
  /** Names the vendor's table, for example `unitree.g1.motorstate`; with `codeRaw` it is authoritative. */
  readonly codeSpace: string;
  readonly codeRaw: string;
  readonly component: string;
  readonly part: Knowable<string>;
  readonly severity: FaultSeverity;
  readonly category: string;
  readonly active: boolean;
  readonly text: string;
}

/** A named condition that is an event while it is true, for example `gripLost`: one run of true is one event. */
export interface ConditionMessage extends MessageBase {
  readonly kind: 'condition';
  readonly eventClass: string;
  readonly active: Flag;
}

export type Message = SafetyMessage | ModeMessage | FaultMessage | ConditionMessage | BehaviourMessage | WitnessMessage;

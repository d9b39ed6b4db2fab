import type { Effects } from '../plant/effects.ts';

/** Numbers and words a script may give a fault; each kind names those it takes, with its defaults. */
export interface FaultParameters {
  readonly factorRatio?: number;
  readonly rampMs?: number;
  readonly riseC?: number;
  readonly backlashRad?: number;
  readonly amplitudeRad?: number;
  readonly shareRatio?: number;
  readonly cellIndex?: number;
  readonly sagV?: number;
  readonly peakMPerS2?: number;
  readonly accelerationMPerS2?: number;
  readonly relativeHumidityRatio?: number;
  readonly stepMs?: number;
  readonly direction?: Direction;
  readonly stream?: Stream;
  readonly robotMode?: 'off' | 'booting' | 'standby' | 'ready' | 'updating' | 'fault';
  readonly controlSource?: 'autonomous' | 'teleoperated' | 'pendant' | 'handGuided' | 'externalProgram';
  readonly payloadKg?: number;
  readonly safetyConfiguration?: string;
}

export type Direction = 'forward' | 'backward' | 'left' | 'right';
export type Stream = 'joint' | 'battery' | 'imu' | 'ambient' | 'controller' | 'base';

/** One fault at one moment of its life. */
export interface FaultMoment<P = FaultParameters> extends FaultPlace {
  readonly sinceMs: number;
  /** Infinite when it lasts until the end. */
  readonly durationMs: number;
  readonly parameters: P;
  /** Uniform in [0, 1), new at every step. */
  readonly chanceRatio: number;
}

export interface FaultPlace {
  readonly jointIndex: number;
  readonly jointName: string;
}

/** What a robot must have for the fault to make sense. */
export type FaultNeed = 'joint' | 'battery' | 'legs';

/** One kind of fault: its parameters with defaults, its effect on the plant, and what a perfect agent would report. */
export interface FaultKind {
  readonly about: string;
  readonly needs: readonly FaultNeed[];
  readonly defaults: FaultParameters;
  /** How long it lasts unless the script says; undefined: until the end. */
  readonly durationMs: number | undefined;
  /** Event classes, and indicators by their number in the health tables (J1, B3 …) or their finding's name. */
  readonly expected: readonly string[];
  apply(effects: Effects, moment: FaultMoment): void;
}

/** Declares a kind whose parameters all have defaults, so that its effect reads them without asking. */
export function faultKind<P extends FaultParameters>(
  kind: Omit<FaultKind, 'apply' | 'defaults'> & { readonly defaults: P; apply(effects: Effects, moment: FaultMoment<P>): void },
): FaultKind {
  return {
    ...kind,
    apply: (effects, moment) => kind.apply(effects, { ...moment, parameters: { ...kind.defaults, ...moment.parameters } }),
  };
}

/** 0 at the onset, 1 from `rampMs` on. */
export function ramp(sinceMs: number, rampMs: number): number {
  return rampMs <= 0 ? 1 : Math.min(1, sinceMs / rampMs);
}

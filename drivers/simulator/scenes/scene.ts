import type { ScriptEntry } from '../options-schema.ts';
import type { RobotKind } from '../plant/robot-build.ts';

/** An extreme scene: something that happens to robots, as a script. */
export interface Scene {
  readonly name: string;
  readonly robots: readonly RobotKind[];
  /** Signal time, 60 … 600 s. */
  readonly lengthMs: number;
  /** One sentence: what happens. */
  readonly about: string;
  readonly script: readonly ScriptEntry[];
}

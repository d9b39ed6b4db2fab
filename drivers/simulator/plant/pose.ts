/** Where a motion wants the robot at one moment, and what the joints carry there. */
export interface Pose {
  readonly targetRad: Float64Array;
  /** Gravity load of each joint: 1 = the robot's own share, 0 = swinging free. */
  readonly loadRatio: Float64Array;
  speedMPerS: number;
  swayRollRad: number;
  swayPitchRad: number;
  bounceMPerS2: number;
}

/** A duty that goes on for ever: a pure function of how far it has got. */
export interface Motion {
  /** Writes the pose after `phaseS` seconds of undisturbed duty; intensity 0 is standing still, 1 the full duty. */
  pose(phaseS: number, intensityRatio: number, pose: Pose): void;
}

export function createPose(jointCount: number): Pose {
  return {
    targetRad: new Float64Array(jointCount),
    loadRatio: new Float64Array(jointCount).fill(1),
    speedMPerS: 0,
    swayRollRad: 0,
    swayPitchRad: 0,
    bounceMPerS2: 0,
  };
}

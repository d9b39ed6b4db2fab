/** What one joint does in the gaits of a humanoid. */
export interface HumanoidJoint {
  readonly name: RegExp;
  readonly standRad: number;
  /** Amplitude and phase of the swing while walking. */
  readonly walkRad: number;
  readonly walkLagRad: number;
  /** How far a squat and a gesture take it from standing. */
  readonly squatRad: number;
  readonly gestureRad: number;
  /** Greatest gravity torque as a share of the joint's limit; torque is that × load × sin(position + phase). */
  readonly gravityRatio: number;
  readonly gravityPhaseRad: number;
  /** Carries the body in stance and swings free of it. */
  readonly bearsWeight: boolean;
  /** Right and left have opposite signs: roll and yaw. */
  readonly mirrored: boolean;
}

const still = {
  standRad: 0,
  walkRad: 0,
  walkLagRad: 0,
  squatRad: 0,
  gestureRad: 0,
  gravityRatio: 0,
  gravityPhaseRad: 0,
  bearsWeight: false,
  mirrored: false,
};

/**
 * Read by name, first match wins: `left_hip_pitch_joint` and `l_hip_y` are the same joint to a gait. Angles are those of a slow
 * walk of a 1.3 m robot, chosen to lie inside the limits of the Unitree G1 and to load its knees with 15 to 60 N·m.
 */
export const humanoidJoints: readonly HumanoidJoint[] = [
  {
    ...still,
    name: /hip_(?:pitch|y)/,
    standRad: -0.2,
    walkRad: 0.35,
    squatRad: -0.9,
    gravityRatio: 0.3,
    bearsWeight: true,
  },
  {
    ...still,
    name: /hip_(?:roll|x)/,
    walkRad: 0.06,
    walkLagRad: 1.57,
    gravityRatio: 0.15,
    gravityPhaseRad: 0.15,
    bearsWeight: true,
    mirrored: true,
  },
  { ...still, name: /hip_(?:yaw|z)/, walkRad: 0.05, mirrored: true },
  {
    ...still,
    name: /knee/,
    standRad: 0.42,
    walkRad: 0.3,
    walkLagRad: 1.2,
    squatRad: 1.2,
    gravityRatio: 0.42,
    bearsWeight: true,
  },
  {
    ...still,
    name: /ankle_(?:pitch|y)/,
    standRad: -0.22,
    walkRad: 0.18,
    walkLagRad: 0.6,
    squatRad: -0.35,
    gravityRatio: 0.35,
    gravityPhaseRad: 0.7,
    bearsWeight: true,
  },
  { ...still, name: /ankle/, walkRad: 0.05, walkLagRad: 1.57, gravityRatio: 0.15, gravityPhaseRad: 0.1, bearsWeight: true, mirrored: true },
  { ...still, name: /waist_yaw|abs_z|torso/, walkRad: 0.12, gestureRad: 0.1 },
  { ...still, name: /waist|abs|bust/, walkRad: 0.03, squatRad: 0.2, gravityRatio: 0.2, gravityPhaseRad: 0.1 },
  { ...still, name: /shoulder_(?:pitch|y)/, standRad: 0.15, walkRad: 0.3, walkLagRad: Math.PI, gestureRad: -0.8, gravityRatio: 0.25 },
  { ...still, name: /shoulder_(?:roll|x)/, standRad: 0.2, gestureRad: 0.3, gravityRatio: 0.15, mirrored: true },
  { ...still, name: /shoulder|arm_z/, gestureRad: 0.2, gravityRatio: 0.05, mirrored: true },
  { ...still, name: /elbow/, standRad: 0.6, walkRad: 0.15, walkLagRad: Math.PI, gestureRad: 0.6, gravityRatio: 0.2 },
  { ...still, name: /wrist/, gestureRad: 0.2, gravityRatio: 0.05, mirrored: true },
  { ...still, name: /head|neck/, gestureRad: 0.25, gravityRatio: 0.05 },
];

const anyOther: HumanoidJoint = { ...still, name: /^/, gestureRad: 0.15, gravityRatio: 0.1 };

/** The part a joint plays, by its name; one that no gait knows moves a little in gestures. */
export function humanoidJoint(name: string): HumanoidJoint {
  return humanoidJoints.find((joint) => joint.name.test(name)) ?? anyOther;
}

/** 1 for the right side, 0 for the left and the middle. */
export function isRight(name: string): boolean {
  return /^(?:right|r)_/.test(name);
}

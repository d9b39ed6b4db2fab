import type { DeclaredContext } from '../contract/declared-context.ts';
import type { DimensionGrade } from '../contract/environment-grade.ts';
import type { Profile } from '../contract/profile.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';
import type { Grade } from '../contract/usage.ts';
import {
  corrosivityGrades,
  exposureGrades,
  gradeAmbient,
  gradeHumidity,
  gradeIngressMargin,
  gradeRatingMargin,
  gradeShocks,
  gradeThermalRate,
  gradeVibrationVelocity,
  hazardGrades,
  locomotionGrades,
  terrainGrades,
} from './environment-thresholds.ts';

/** What the grade needs of a profile. */
export type GradedRobot = Pick<Profile, 'locomotion' | 'category' | 'ratings'>;

const notDeclaredGrade: Grade = 3;
const notDeclaredMovingGrade: Grade = 4;
const declaredFloorGrade: Grade = 2;

/** A declared grade without the floor of rule R-5, as it is compared with a measurement; undefined where nothing is declared. */
export interface Declared {
  readonly grade: Grade;
  readonly value: string;
}

const worst = (a: Grade, b: Grade): Grade => Math.max(a, b) as Grade;
const atLeast = (grade: Grade, floor: Grade): Grade => Math.max(grade, floor) as Grade;

/** D1 from the declared temperature range: its worse end. */
export function declaredAmbient(declared: DeclaredContext): Declared | undefined {
  const { ambientMinC, ambientMaxC } = declared;
  if (ambientMinC === undefined || ambientMaxC === undefined) return undefined;
  return { grade: worst(gradeAmbient(ambientMinC), gradeAmbient(ambientMaxC)), value: `${ambientMinC}…${ambientMaxC} °C` };
}

/** D1b from the declared range against the robot's rating. */
export function declaredRatingMargin(declared: DeclaredContext, robot: GradedRobot): Declared | undefined {
  const ends = [declared.ambientMinC, declared.ambientMaxC].map((ambientC) => ratingMarginK(ambientC, robot));
  const [low, high] = ends;
  if (low === undefined || high === undefined) return undefined;
  const marginK = Math.min(low, high);
  return { grade: gradeRatingMargin(marginK), value: `${marginK} K` };
}

/** Distance of a temperature to the nearer end of the rated range, K, negative outside; undefined without temperature or rating. */
export function ratingMarginK(ambientC: number | undefined, robot: GradedRobot): number | undefined {
  const { ambientMinC, ambientMaxC } = robot.ratings ?? {};
  if (ambientC === undefined || ambientMinC === undefined || ambientMaxC === undefined) return undefined;
  return Math.min(ambientC - ambientMinC, ambientMaxC - ambientC);
}

/** D2 from the declared humidity range, its worse end, or wetting. Which temperature goes with which humidity is not declared. */
export function declaredHumidity(declared: DeclaredContext): Declared | undefined {
  const { humidityMinRatio, humidityMaxRatio, wetting } = declared;
  if (wetting === true) return { grade: 5, value: 'wetting' };
  if (humidityMinRatio === undefined || humidityMaxRatio === undefined) return undefined;
  const grade = worst(gradeHumidity(humidityMinRatio), gradeHumidity(humidityMaxRatio));
  return { grade, value: `${humidityMinRatio}…${humidityMaxRatio}` };
}

export function declaredThermalRate({ thermalRateMaxKPerMin }: DeclaredContext): Declared | undefined {
  if (thermalRateMaxKPerMin === undefined) return undefined;
  return { grade: gradeThermalRate(thermalRateMaxKPerMin), value: `${thermalRateMaxKPerMin} K/min` };
}

/** D4 from a survey of the site, which gives velocity where an inertial unit gives acceleration. */
export function declaredVibration({ vibrationMaxMPerS }: DeclaredContext): Declared | undefined {
  if (vibrationMaxMPerS === undefined) return undefined;
  return { grade: gradeVibrationVelocity(vibrationMaxMPerS), value: `${vibrationMaxMPerS} m/s` };
}

export function declaredShocks({ shocksMaxCount }: DeclaredContext): Declared | undefined {
  if (shocksMaxCount === undefined) return undefined;
  return { grade: gradeShocks(shocksMaxCount), value: `${shocksMaxCount} per 8 h` };
}

/** D6: rated against required digits; X required asks nothing, X rated promises nothing and leaves the dimension unknown. */
export function gradeIngress(declared: DeclaredContext, robot: GradedRobot): DimensionGrade {
  const rated = robot.ratings?.ingress;
  const required = declared.ingressRequired;
  if (rated === undefined || required === undefined) return notDeclared();
  const margins = [2, 3].flatMap((place) => (required[place] === 'X' ? [] : [Number(rated[place]) - Number(required[place])]));
  if (margins.some(Number.isNaN)) return notDeclared();
  const marginCount = margins.length === 0 ? 2 : Math.min(...margins);
  return fromDeclared({ grade: gradeIngressMargin(marginCount), value: `${rated} for ${required}` });
}

export function gradeCorrosivity({ corrosivity }: DeclaredContext): DimensionGrade {
  return corrosivity === undefined ? notDeclared() : fromDeclared({ grade: corrosivityGrades[corrosivity], value: corrosivity });
}

export function gradeHazard({ specialHazard }: DeclaredContext): DimensionGrade {
  return specialHazard === undefined ? notDeclared() : fromDeclared({ grade: hazardGrades[specialHazard], value: specialHazard });
}

/** D8: undeclared is E4 for a robot that moves about, else E3 (rule R-5). */
export function gradeExposure({ humanExposure }: DeclaredContext, robot: GradedRobot): DimensionGrade {
  if (humanExposure === undefined) return notDeclared(robot.locomotion === 'fixed' ? notDeclaredGrade : notDeclaredMovingGrade);
  return fromDeclared({ grade: exposureGrades[humanExposure], value: humanExposure });
}

/** D9: a fixed base settles it; of a robot that moves, the declared terrain, never better than its locomotion allows. */
export function gradeTerrain({ terrain }: DeclaredContext, robot: GradedRobot): DimensionGrade {
  if (terrain !== undefined)
    return fromDeclared({ grade: atLeast(terrainGrades[terrain], locomotionGrades[robot.locomotion]), value: terrain });
  if (robot.locomotion === 'fixed') return { grade: declaredFloorGrade, provenance: 'derived', value: 'fixed' };
  return notDeclared();
}

/** What a cold board may be off the air around it, and is taken to be off to the worse side (rule R-7), K. */
const boardToleranceK = 5;

/** D1 from a board that had hours to cool down: never E1, and the worse end of ±5 K (rule R-7). */
export function derivedAmbient(boardC: number | undefined): DimensionGrade | undefined {
  if (boardC === undefined) return undefined;
  const [lowC, highC] = [boardC - boardToleranceK, boardC + boardToleranceK];
  return derived(worst(gradeAmbient(lowC), gradeAmbient(highC)), `${boardC} ± ${boardToleranceK} °C`);
}

/** D1b from the same board. */
export function derivedRatingMargin(boardC: number | undefined, robot: GradedRobot): DimensionGrade | undefined {
  const marginK = ratingMarginK(boardC, robot);
  if (marginK === undefined) return undefined;
  return derived(gradeRatingMargin(marginK - boardToleranceK), `${marginK} ± ${boardToleranceK} K`);
}

function derived(grade: Grade, value: string): DimensionGrade {
  return { grade: atLeast(grade, declaredFloorGrade), provenance: 'derived', value };
}

/** True where the declared terrain is gentler than the robot's own locomotion. */
export function contradictsLocomotion({ terrain }: DeclaredContext, robot: GradedRobot): boolean {
  return terrain !== undefined && terrainGrades[terrain] < locomotionGrades[robot.locomotion];
}

/** Declared only: never E1, because an unmeasured site is not known to be the best (rule R-5). */
export function fromDeclared({ grade, value }: Declared): DimensionGrade {
  return { grade: atLeast(grade, declaredFloorGrade), provenance: 'declared', value };
}

/** Neither measured nor declared. */
export function notDeclared(grade: Grade = notDeclaredGrade, value: Knowable<string> = unknown('notDeclared')): DimensionGrade {
  return { grade, provenance: 'unknown', value };
}

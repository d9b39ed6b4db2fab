import { hangOverMs } from '../../../agent/aggregate/usage-meter.ts';

/** While it moves, a joint turns this fast, µrad per ms: 0.3 rad/s. */
const turningUradPerMs = 300;

/** What the robot really did since the last look. */
export interface TrueStretch {
  readonly elapsedMs: number;
  readonly isOn: boolean;
  /** Powered on with its drives, at the beginning of the stretch. */
  readonly operatingMs: number;
}

/** The robot itself, whether anybody looks or not: its own counters are the truth. */
export class TrueRobot {
  isOn = false;
  drivesPowered = true;
  isMoving = false;
  /** True while frames and messages of it can arrive. */
  isLinked = true;
  poseRad = 0;
  startCount = 0;
  onMs = 0;
  operatingMs = 0;
  travelUrad = 0;
  #nowMs = 0;
  #hangOverUntilMs = 0;

  /** Nothing changes on the way: callers come here before every change. */
  passUntil(nowMs: number): TrueStretch {
    const elapsedMs = nowMs - this.#nowMs;
    const operatingMs = this.#operates() ? Math.min(elapsedMs, Math.max(0, this.#operatesUntilMs(nowMs) - this.#nowMs)) : 0;
    this.#nowMs = nowMs;
    if (this.isOn) this.onMs += elapsedMs;
    this.operatingMs += operatingMs;
    if (this.isOn && this.isMoving) this.travelUrad += elapsedMs * turningUradPerMs;
    return { elapsedMs, isOn: this.isOn, operatingMs };
  }

  powerOn(): void {
    if (this.isOn) return;
    this.isOn = true;
    this.startCount += 1;
    this.drivesPowered = true;
  }

  powerOff(): void {
    this.isOn = false;
    this.move(false);
    this.#hangOverUntilMs = 0;
  }

  move(isMoving: boolean): void {
    if (this.isMoving && !isMoving) this.#hangOverUntilMs = this.#nowMs + hangOverMs;
    this.isMoving = isMoving;
  }

  #operates(): boolean {
    return this.isOn && this.drivesPowered;
  }

  #operatesUntilMs(nowMs: number): number {
    return this.isMoving ? nowMs : this.#hangOverUntilMs;
  }
}

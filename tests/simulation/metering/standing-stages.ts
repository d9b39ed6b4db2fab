import type { Assessor } from '../../../agent/assess/assessor.ts';
import type { EnvironmentGrade } from '../../../agent/contract/assessment.ts';
import type { ClosedWindow } from '../../../agent/contract/features.ts';
import { noUsage } from '../../../agent/contract/usage.ts';
import type { Reporter } from '../../../agent/report/reporter.ts';
import { gradeOf } from '../../support/telemetry.ts';

/** What the robot is assumed to have operated of a time that nothing tells of, 0…1. */
export const assumedDutyRatio = 0.5;

/** Assesses nothing, and gives the environment the grade it is told, from the next window on: the meter must part its hours by it. */
export class StandingAssessor {
  readonly state = { assessment: {} };
  grade: EnvironmentGrade = gradeOf(2);
  #next: EnvironmentGrade | undefined;
  /** Hears the end of the window after which the new grade holds. */
  onGrade: (fromMs: number) => void = () => undefined;

  change(next: EnvironmentGrade): void {
    this.#next = next;
  }

  step({ endMs }: ClosedWindow) {
    const gradeChanged = this.#next !== undefined;
    if (this.#next !== undefined) this.grade = this.#next;
    this.#next = undefined;
    if (gradeChanged) this.onGrade(endMs);
    return { findings: [], gradeChanged, alarm: undefined };
  }

  gapDutyRatio(): number {
    return assumedDutyRatio;
  }

  asAssessor(): Assessor {
    const nothing = { begin: () => undefined, closeDuty: () => undefined, anomalyTotals: () => undefined };
    const none = { takeExposures: () => [], notObserved: () => [] };
    const said = { assessmentState: () => ({}), assess: () => ({}), anomalyReport: () => ({}) };
    return Object.assign(this, nothing, none, said) as unknown as Assessor;
  }
}

/** Closes a report only at a stop, and of that nothing but that it is durable. */
export function standingReporter(): Reporter {
  const deaf = Object.fromEntries(
    ['open', 'seeRecord', 'countEvent', 'countAlarm', 'addGap', 'seeClockStep', 'seeSynchronised'].map((name) => [name, () => undefined]),
  );
  const period = { opening: noUsage, logSize: 0, logPeaks: [], alarmCount: 0 };
  const reporter = { ...deaf, period, due: () => false, close: () => ({ payload: { reportSeq: 0 }, jws: '' }) };
  return reporter as unknown as Reporter;
}

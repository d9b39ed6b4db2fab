import { join } from 'node:path';
import type { EpochCause } from '../../agent/contract/record.ts';
import type { HighWaterMark } from '../../agent/record/recovery/high-water-mark.ts';
import { findMoment, goOn } from './check-image.ts';
import type { CrashPoint } from './crash-points.ts';
import type { History } from './crash-workload.ts';
import { ledgerName, openUnderTest } from './ledger-under-test.ts';

/**
 * What a start made of a disk that had not written what it said it had.
 *
 * `whole`: everything acknowledged is there; `newEpoch`: loss or damage was found and stated in a record; `tailStated`: the start said
 * that commits may be missing at the end; `sinceMark`: the newest commits are gone without a trace, none of them a report's.
 */
export type LyingOutcome = EpochCause | 'whole' | 'tailStated' | 'sinceMark';

export interface LyingFinding {
  readonly outcome: LyingOutcome | undefined;
  readonly violations: readonly string[];
}

/**
 * Starts on an image of a disk that lied. Loss is not to be prevented there; what may not be is a start that fails, a ledger that is
 * gone on with though it holds something else than was committed, and a report that is gone without a word: the mark beside the
 * database, made durable on its own, knows of it.
 */
export function checkLyingImage(directory: string, point: CrashPoint, history: Pick<History, 'moments' | 'lines'>): LyingFinding {
  try {
    const { ledger, began } = openUnderTest(join(directory, ledgerName));
    if (began !== undefined) return { outcome: began.cause, violations: goOn(ledger) };
    const found = findMoment(ledger, { ...point, acknowledged: 0 }, history);
    const { moment = 0, statesTail } = found;
    const isBehindMark = (history.moments[moment]?.size ?? 0) < markedSize(point.mark);
    const violations = [...found.violations, ...goOn(ledger), ...(isBehindMark ? ['gone on with, though behind its mark'] : [])];
    if (statesTail) return { outcome: 'tailStated', violations };
    return { outcome: moment >= point.acknowledged ? 'whole' : 'sinceMark', violations };
  } catch (error) {
    return { outcome: undefined, violations: [`does not start: ${String(error)}`] };
  }
}

function markedSize(mark: string): number {
  return mark === '' ? 0 : (JSON.parse(mark) as HighWaterMark).logSize;
}

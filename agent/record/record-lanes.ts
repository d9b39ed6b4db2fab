import type { Origin } from '../contract/driver.ts';
import type { ClosedWindow } from '../contract/features.ts';
import type { Frame, FrameLayout } from '../contract/frame.ts';
import type { Message } from '../contract/message.ts';
import type { LedgerEntry } from '../contract/record.ts';
import type { TimePoint } from '../contract/time.ts';
import { BlackBox } from './black-box/black-box.ts';
import { type BlackBoxOptions, incidentEventClasses } from './black-box/black-box-options.ts';
import type { IncidentNotice } from './black-box/incident-keeper.ts';
import { incidentNotice } from './entries.ts';
import type { Ledger } from './ledger.ts';
import { SampleLane, type SampleLaneOptions } from './samples/sample-lane.ts';

/** What a configuration decides of the lanes. */
export interface RecordLanesChoice {
  /** Folder of the incidents. */
  readonly incidentDirectory: string;
  readonly samples?: SampleLaneOptions | undefined;
  readonly blackBox?: Partial<BlackBoxOptions> | undefined;
}

export interface RecordLanesParts extends RecordLanesChoice {
  readonly ledger: Ledger;
  readonly agentId: string;
  readonly origin: Origin;
}

/**
 * What is kept beside the signed records; none of it bears on counters, reports or the index.
 * ```
 *  window ─▶ SampleLane ─▶ compressed batches, in the ledger's commits
 *  frame, message, trigger ─▶ BlackBox ─▶ <id>.mcap, its hash on the ledger
 * ```
 */
export class RecordLanes {
  readonly samples: SampleLane;
  readonly blackBox: BlackBox;

  constructor({ ledger, incidentDirectory, agentId, origin, samples, blackBox }: RecordLanesParts) {
    this.samples = ledger.join((database) => new SampleLane(database, samples));
    this.blackBox = ledger.join(
      (database) => new BlackBox({ database, directory: incidentDirectory, agentId, origin, options: blackBox ?? {} }),
    );
  }

  open(layout: FrameLayout): void {
    this.blackBox.open(layout);
  }

  /** A checked frame: copied, so that its buffers are free again. */
  frame(frame: Frame): void {
    this.blackBox.frame(frame);
  }

  message(message: Message): void {
    this.blackBox.message(message);
  }

  /** An event began; the classes that are incidents are kept with their surroundings. */
  event(eventClass: string, time: TimePoint): void {
    if (incidentEventClasses.includes(eventClass)) this.blackBox.trigger({ kind: eventClass, time });
  }

  alarm(time: TimePoint): void {
    this.blackBox.trigger({ kind: 'anomalyAlarm', time });
  }

  /** A window has closed: gives what the ledger should say of the incidents by now. */
  window(window: ClosedWindow, time: TimePoint): LedgerEntry[] {
    this.samples.add(window, time);
    return entriesOf(this.blackBox.advance(time), time);
  }

  /** Before the last commit: the open batch goes into it, and what `settle` left to say is given. */
  finish(time: TimePoint): LedgerEntry[] {
    this.samples.seal();
    return entriesOf(this.blackBox.take(), time);
  }

  /** Waits until the files of all incidents are whole, the open one cut short. */
  settle(): Promise<void> {
    return this.blackBox.settle();
  }
}

function entriesOf(notices: readonly IncidentNotice[], time: TimePoint): LedgerEntry[] {
  return notices.map(({ type, data }) => incidentNotice(time, type, data));
}

import { openingUsageMeter } from '../../agent/aggregate/usage-meter.ts';
import type { LedgerRecord } from '../../agent/contract/record.ts';
import * as entries from '../../agent/record/entries.ts';
import { Ledger } from '../../agent/record/ledger.ts';
import type { LaneLimits } from '../../agent/record/limits/recorder-limits.ts';
import { openingRecorder, Recorder } from '../../agent/record/recorder.ts';
import { timeAt } from './telemetry.ts';

/** A recorder that meters on a ledger of its own, second by second of its own time; what a pipeline does around it, and nothing else. */
export class Metering {
  readonly ledger: Ledger;
  readonly recorder: Recorder;
  /** Sequences of the reports that were told to be durable. */
  readonly announced: number[] = [];
  nowMs = 0;
  #reportSeq = 0;

  constructor(path: string, limits: LaneLimits = {}) {
    this.ledger = new Ledger({ path, agentId: 'a', origin: 'live', epoch: 0, identity: {} });
    this.recorder = new Recorder(this.ledger, openingRecorder(), limits);
  }

  /** Meters for so many seconds; `eachSecond` may add to them. */
  run(seconds: number, eachSecond: () => void = () => undefined): void {
    for (let second = 0; second < seconds; second++) {
      this.nowMs += 1000;
      this.recorder.see(timeAt(this.nowMs));
      eachSecond();
      const counters = { ...openingUsageMeter().counters, powerOnMs: this.nowMs };
      const travelUrad = () => ({ j0: this.nowMs });
      this.recorder.tick(timeAt(this.nowMs), { counters, travelUrad, intake: () => ({ arm: this.nowMs }), anomaly: () => undefined });
      if (this.recorder.commitDue) this.commit();
    }
  }

  event(eventClass = 'impact'): void {
    this.recorder.append(entries.eventStarted({ eventClass, sourceId: 'arm', start: timeAt(this.nowMs) }));
  }

  closeReport(jws = `report ${this.#reportSeq}`): void {
    const reportSeq = this.#reportSeq++;
    this.recorder.commit({ nowMs: this.nowMs }, { reportSeq, jws, announce: () => this.announced.push(reportSeq) });
  }

  commit(): void {
    this.recorder.commit({ nowMs: this.nowMs });
  }

  /** What is durable, of these types. */
  records(...types: string[]): LedgerRecord[] {
    const records = [...this.ledger.lines()].map((line) => JSON.parse(line) as LedgerRecord);
    return records.filter(({ type }) => types.length === 0 || types.includes(type));
  }
}

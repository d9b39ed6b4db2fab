import type { WitnessMessage } from '../../../agent/contract/message.ts';
import { monoMsOf, type TimePoint } from '../../../agent/contract/time.ts';
import { isUnknown, type Knowable } from '../../../agent/contract/unknown.ts';

/** A count that stands still is said again this often: witnesses are compared every ten minutes (decisions B4). */
const repeatMs = 600_000;

/** Cycles of a pack as a witness: at the first reading, when they change, and every ten minutes; nothing while they are unknown. */
export class CycleWitness {
  readonly #named: Pick<WitnessMessage, 'sourceId' | 'component' | 'serialNumber'>;
  #saidCount = -1;
  #saidMs = Number.NEGATIVE_INFINITY;

  constructor({ sourceId, part, serialNumber }: { sourceId: string; part: string; serialNumber: string }) {
    this.#named = { sourceId, component: `battery ${part}`, serialNumber };
  }

  read(cycleCount: Knowable<number>, time: TimePoint): WitnessMessage[] {
    const nowMs = monoMsOf(time);
    if (isUnknown(cycleCount) || (cycleCount === this.#saidCount && nowMs - this.#saidMs < repeatMs)) return [];
    this.#saidCount = cycleCount;
    this.#saidMs = nowMs;
    return [{ kind: 'witness', ...this.#named, time, counter: 'cycleCount', value: cycleCount, stepSize: 1 }];
  }
}

import type { FaultMessage } from '../../../agent/contract/message.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { type JbdLifetime, jbdLifetimeNames } from '../../serial-protocols/jbd/decode-jbd.ts';

/**
 * The abuse history of a pack as messages: each count when it is first read and not 0, and whenever it changes. A count is history
 * and no fault that stands, so the messages are `info` and not active; they are no events, the vendor's count itself is evidence.
 */
export class LifetimeCounts {
  readonly #sourceId: string;
  readonly #part: string;
  readonly #said = new Map<string, number>();

  constructor(sourceId: string, part: string) {
    this.#sourceId = sourceId;
    this.#part = part;
  }

  read(counts: JbdLifetime, time: TimePoint): FaultMessage[] {
    return jbdLifetimeNames
      .filter((name) => counts[name] !== (this.#said.get(name) ?? 0))
      .map((name) => {
        const before = this.#said.get(name);
        this.#said.set(name, counts[name]);
        return this.#message(`${name}=${counts[name]}`, before === undefined ? 'since the pack was made' : `it was ${before}`, time);
      });
  }

  #message(codeRaw: string, text: string, time: TimePoint): FaultMessage {
    return {
      kind: 'fault',
      sourceId: this.#sourceId,
      time,
      codeSpace: 'jbd.lifetime',
      codeRaw,
      component: 'battery',
      part: this.#part,
      severity: 'info',
      category: 'battery',
      active: false,
      text,
    };
  }
}

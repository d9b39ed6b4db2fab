import type { Logger } from '../contract/logger.ts';
import type { AgentStatus } from '../contract/status.ts';

/** Draws something from the state of now; undefined when that is impossible. */
export type ReadStatus = <Drawn>(draw: (status: AgentStatus) => Drawn) => Drawn | undefined;

/**
 * A state that cannot be had or drawn is a defect of ours, but a page that only shows must not end the metering: it goes to the
 * log, once until the next success, and the reader is told that there is nothing to show.
 */
export function readStatus(status: () => AgentStatus, log?: Logger): ReadStatus {
  let isFailing = false;
  return (draw) => {
    try {
      const drawn = draw(status());
      isFailing = false;
      return drawn;
    } catch (error) {
      if (!isFailing) log?.error('page/no-status', { reason: String(error) });
      isFailing = true;
      return undefined;
    }
  };
}

import type { Clock } from '../contract/time.ts';

/** A sleep that others may end early; a call that comes between two sleeps ends the next one, so none is missed. */
export class Wakeup {
  #controller = new AbortController();

  wake(): void {
    this.#controller.abort();
  }

  /** Resolves after this long, or as soon as `wake` is or was called since the last sleep. */
  async sleep(clock: Clock, durationMs: number): Promise<void> {
    await clock.sleep(durationMs, this.#controller.signal);
    this.#controller = new AbortController();
  }
}

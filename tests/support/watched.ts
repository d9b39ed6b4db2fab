/** Something happened, somewhere: conditions that were waited for are looked at again. No polling, no sleeping. */
export class Watched {
  #waiting = new Set<() => void>();

  /** To be called after anything that may have made a condition true. */
  readonly note = (): void => {
    for (const look of this.#waiting) look();
  };

  /** Resolves when the condition holds; rejects with its name when it does not within the deadline. */
  async until(what: string, holds: () => boolean, withinMs = 20_000): Promise<void> {
    if (holds()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      if (holds()) resolve();
    };
    const deadline = AbortSignal.timeout(withinMs);
    const late = (): void => reject(new Error(`not within ${withinMs} ms: ${what}`));
    deadline.addEventListener('abort', late, { once: true });
    this.#waiting.add(look);
    try {
      await promise;
    } finally {
      this.#waiting.delete(look);
      deadline.removeEventListener('abort', late);
    }
  }
}

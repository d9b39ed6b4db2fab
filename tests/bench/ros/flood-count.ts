/** Until the compiler has done its work. */
const warmUpCount = 20_000;

/** Counts messages of a flood; says processor time per message, µs, once the last has come. */
export class FloodCount {
  readonly #messageCount: number;
  #takenCount = 0;
  #beginUs = 0;

  constructor(messageCount: number) {
    this.#messageCount = messageCount;
  }

  take(): void {
    this.#takenCount++;
    if (this.#takenCount === warmUpCount) this.#beginUs = usedUs();
    if (this.#takenCount !== this.#messageCount) return;
    const perMessageUs = (usedUs() - this.#beginUs) / (this.#messageCount - warmUpCount);
    process.stdout.write(`${JSON.stringify({ perMessageUs })}\n`, () => process.exit(0));
  }
}

function usedUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Uniform in [0, 1), for the jitter of reconnections only. */
export const systemRandom = (): number => Math.random();

/** Uniform in [0, 1), for jitter only; whatever must be the same twice takes a seeded generator. */
export const systemRandom = (): number => Math.random();

/* The Gamma distribution by another way than the agent's: a series for it, Stirling for Γ. Imports nothing. */

/** Quantile of a Gamma distribution of rate 1: bisection on its distribution function, which is summed term by term. */
export function plainGammaQuantile(probability: number, shape: number): number {
  let [low, high] = [0, shape + 12 * Math.sqrt(shape) + 60];
  for (let i = 0; i < 200; i += 1) {
    const middle = (low + high) / 2;
    if (distribution(shape, middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(shape, x) = x^s e^−x Σ xⁿ / Γ(s + n + 1). */
function distribution(shape: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let n = 1; n < 5000 && term > total * 1e-17; n += 1) {
    term *= x / (shape + n);
    total += term;
  }
  return Math.exp(shape * Math.log(x) - x - stirling(shape + 1)) * total;
}

/** ln Γ(x) by Stirling's series, after raising x above 20 by Γ(x + 1) = x Γ(x). */
function stirling(x: number): number {
  if (x < 20) return stirling(x + 1) - Math.log(x);
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
}

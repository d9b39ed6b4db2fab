const PUBLIC_KEY_BYTES = 32;
const PRIME = 2n ** 255n - 19n;
const SIGN_BIT = 2n ** 255n;

/** The y of two of the four points of order 8 (2y² = 1 − d·y⁴); the other two have the negative of it. */
const ORDER_8_Y = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

/**
 * The y coordinates of the points whose order divides 8. A signature under such a key verifies for messages nobody signed
 * (Chalkias, Garillot, Nikolaenko: Taming the many EdDSAs, 2020, table 1).
 */
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([0n, 1n, PRIME - 1n, ORDER_8_Y, PRIME - ORDER_8_Y]);

/** Why these base64url bytes must not be enrolled as an Ed25519 public key, or undefined when they may. */
export function publicKeyFlaw(x: string): string | undefined {
  const encoded = Buffer.from(x, 'base64url');
  if (encoded.toString('base64url') !== x) return 'not base64url without padding';
  if (encoded.length !== PUBLIC_KEY_BYTES) return `${encoded.length} bytes instead of ${PUBLIC_KEY_BYTES}`;
  const y = BigInt(`0x${Buffer.from(encoded).reverse().toString('hex')}`) % SIGN_BIT;
  if (y >= PRIME) return 'not the canonical encoding of a point';
  return SMALL_ORDER_Y.has(y) ? 'a point of small order, under which anything verifies' : undefined;
}

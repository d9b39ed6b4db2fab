/** The first bytes of everything that zstd packs (RFC 8878, 3.1.1); no ROS message and no recording begins with them. */
const magic = [0x28, 0xb5, 0x2f, 0xfd];

export function isZstd(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

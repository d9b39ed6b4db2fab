const polynomialBits = 0xa001;
const openingBits = 0xffff;

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >> 1) ^ polynomialBits : remainder >> 1;
  return remainder;
});

/** CRC-16 of Modbus RTU over `bytes[from … to)`: reflected polynomial 0xA001, opening value 0xFFFF; sent low byte first. */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let remainder = openingBits;
  for (let index = from; index < to; index++) {
    remainder = (remainder >> 8) ^ (table[(remainder ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
  }
  return remainder;
}

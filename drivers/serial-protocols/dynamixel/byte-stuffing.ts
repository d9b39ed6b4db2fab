/**
 * Inside a packet FF FF FD is sent as FF FF FD FD, so that no content looks like a header.
 * Source: ROBOTIS e-Manual, protocol 2.0, byte stuffing.
 */
export function stuffed(content: readonly number[]): number[] {
  const out: number[] = [];
  for (const byte of content) {
    out.push(byte);
    if (endsLikeHeader(out)) out.push(0xfd);
  }
  return out;
}

/** The content without the bytes `stuffed` put in. */
export function unstuffed(sent: Uint8Array): Uint8Array {
  const out: number[] = [];
  let isStuffing = false;
  for (const byte of sent) {
    const isExtra: boolean = isStuffing && byte === 0xfd;
    if (!isExtra) out.push(byte);
    isStuffing = !isExtra && endsLikeHeader(out);
  }
  return Uint8Array.from(out);
}

function endsLikeHeader(bytes: readonly number[]): boolean {
  return bytes.at(-1) === 0xfd && bytes.at(-2) === 0xff && bytes.at(-3) === 0xff;
}

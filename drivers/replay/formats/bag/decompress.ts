import { zstdDecompressSync } from 'node:zlib';
import { isZstd } from './is-zstd.ts';

/** A chunk may say that it unpacks to this much; recorders write chunks of about one to four megabytes. */
export const chunkBytesMax = 134_217_728;
/** One message compressed by itself may unpack to this much. */
export const messageBytesMax = 67_108_864;

/** Unpacks to exactly `size` bytes; throws for anything else, and for a size beyond the limit. */
export type Decompress = (packed: Uint8Array, size: number) => Uint8Array;

/** The compressions of chunks by the names that the format gives them. */
export type Decompressors = Readonly<Record<string, Decompress>>;

/** What MCAP files use. */
export async function loadMcapDecompressors(): Promise<Decompressors> {
  return { lz4: await loadLz4(), zstd: exactly((packed, size) => zstdDecompressSync(packed, { maxOutputLength: Math.max(1, size) })) };
}

/** What ROS 1 bags use. */
export async function loadRos1Decompressors(): Promise<Decompressors> {
  return { none: exactly((packed) => packed), lz4: await loadLz4(), bz2: await loadBz2() };
}

// WebAssembly is loaded when a recording needs it, once: each start leaves listeners behind on the process.
async function loadLz4(): Promise<Decompress> {
  const { default: lz4 } = await import('@foxglove/wasm-lz4');
  await lz4.isLoaded;
  return exactly((packed, size) => lz4(packed, size));
}

let bz2Starting: ReturnType<typeof startBz2> | undefined;

async function loadBz2(): Promise<Decompress> {
  bz2Starting ??= startBz2();
  const bz2 = await bz2Starting;
  return exactly((packed, size) => bz2.decompress(packed, size));
}

async function startBz2() {
  const { default: Bzip2 } = await import('@foxglove/wasm-bz2');
  return Bzip2.init();
}

/** A message as it was published: rosbag2 may have compressed it by itself, which its first bytes tell. Throws when it is spoilt. */
export function unpackMessage(bytes: Uint8Array): Uint8Array {
  if (!isZstd(bytes)) return bytes;
  return zstdDecompressSync(bytes, { maxOutputLength: messageBytesMax });
}

function exactly(unpack: Decompress): Decompress {
  return (packed, size) => {
    if (size > chunkBytesMax) throw new RangeError(`unpacks to ${size} bytes, more than ${chunkBytesMax}`);
    const unpacked = unpack(packed, size);
    if (unpacked.length !== size) throw new RangeError(`unpacks to ${unpacked.length} bytes instead of ${size}`);
    return unpacked;
  };
}

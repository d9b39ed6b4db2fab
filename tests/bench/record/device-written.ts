import { readFileSync, statSync } from 'node:fs';

const sectorBytes = 512;

/**
 * Bytes the block device under this folder has written since it came up, the file system's journal included; null where the system does not tell
 * (an overlay, a network). Whatever else uses the device is in it: a file system of its own, or a quiet machine, gives a clean figure.
 */
export function deviceWrittenBytes(folder: string): number | null {
  const { dev } = statSync(folder);
  const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
  try {
    const fields = readFileSync(`/sys/dev/block/${major}:${minor}/stat`, 'utf8').trim().split(/\s+/);
    const sectors = Number(fields[6]);
    return Number.isFinite(sectors) ? sectors * sectorBytes : null;
  } catch {
    return null;
  }
}

import { open } from 'node:fs/promises';

/** What stands in a sensor file, or why nothing does. */
export type SensorText =
  | { readonly text: string }
  | { readonly flaw: 'host/file-missing' | 'host/file-unreadable'; readonly reason: string };

/** The kernel writes one short line; more is not read. */
const bytesMax = 256;
const missingCodes = ['ENOENT', 'ENODEV', 'ENOTDIR'];

/** The text of a sensor file without its line end; never throws: a driver of the kernel may refuse any read. */
export async function readSensorFile(path: string): Promise<SensorText> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(bytesMax), 0, bytesMax, 0);
      return { text: buffer.toString('utf8', 0, bytesRead).trim() };
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { flaw: missingCodes.includes(code) ? 'host/file-missing' : 'host/file-unreadable', reason: code };
  }
}

/** A whole number as the kernel prints one; undefined for anything else. */
export function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

import { open, rename, rm } from 'node:fs/promises';
import { ConfigError } from '../contract/errors.ts';

/** Writes a file whole: a reader sees the old text or the new one, never a part, and a power cut leaves one of them. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${crypto.randomUUID()}`;
  try {
    const file = await open(draft, 'wx', 0o644);
    await file
      .writeFile(text)
      .then(() => file.sync())
      .finally(() => file.close());
    await rename(draft, path);
  } catch (error) {
    // Where the folder itself is the trouble, there is no draft to take away.
    await rm(draft, { force: true }).catch(() => undefined);
    const value = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ConfigError('commands/unwritable-file', [{ place: path, value, remedy: 'name a file this account may write' }]);
  }
}

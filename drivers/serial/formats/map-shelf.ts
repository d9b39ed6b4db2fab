import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MapShelf } from '../../serial-protocols/modbus/read-register-map.ts';

/** Beside the sources in a clone, one level further up from the compiled package. */
const candidates = ['../../../', '../../../../'].map((up) => new URL(`${up}config/register-maps/`, import.meta.url));
const folder = fileURLToPath(candidates.find((candidate) => existsSync(candidate)) ?? new URL('./', import.meta.url));

/** The register maps that ship: a file more is a controller more. */
export const mapShelf: MapShelf = {
  folder,
  names: async () => {
    const files = await readdir(folder);
    return files
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => basename(file, '.yaml'))
      .sort();
  },
};

import { isAbsolute, join } from 'node:path';

/** Where a path of a configuration lies: beside the configuration, unless it is absolute. */
export const pathFrom = (folder: string, path: string): string => (isAbsolute(path) ? path : join(folder, path));

/** The same of what may also be the name of something that ships, which has no ending. */
export const yamlFrom = (folder: string, nameOrPath: string): string =>
  nameOrPath.endsWith('.yaml') ? pathFrom(folder, nameOrPath) : nameOrPath;

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckedDocument } from '../contract/driver.ts';
import { ConfigError } from '../contract/errors.ts';
import { type Profile, profileSchema } from '../contract/profile.ts';
import { readDocument } from './read-document.ts';

/** Beside the sources in a clone, one level further up from `dist/` in the package. */
function productRoot(): string {
  const candidates = ['../../', '../../../'].map((up) => fileURLToPath(new URL(up, import.meta.url)));
  return candidates.find((root) => existsSync(join(root, 'config', 'profiles'))) ?? candidates[0] ?? '.';
}

const root = productRoot();

/** Path of a file or folder that ships with the product. */
export function productPath(...parts: string[]): string {
  return join(root, ...parts);
}

async function yamlFiles(...folder: string[]): Promise<string[]> {
  const names = await readdir(productPath(...folder));
  return names
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => productPath(...folder, name));
}

export const recordingDescriptions = (): Promise<string[]> => yamlFiles('config', 'recordings');

/** Names of the profiles that ship: a file more is a robot more. */
export async function profileNames(): Promise<string[]> {
  return (await yamlFiles('config', 'profiles')).map((path) => basename(path, '.yaml')).sort();
}

/** Names of the reference models that ship. */
export async function referenceModelNames(): Promise<string[]> {
  return (await yamlFiles('config', 'reference-models')).map((path) => basename(path, '.yaml')).sort();
}

/** A profile by name, or by the path of a file of one's own; throws ConfigError naming the profiles there are. */
export async function readProfile(nameOrPath: string): Promise<CheckedDocument<Profile>> {
  if (nameOrPath.endsWith('.yaml')) return checkNames(nameOrPath, await readDocument<Profile>(nameOrPath, profileSchema));
  const names = await profileNames();
  if (!names.includes(nameOrPath)) {
    throw new ConfigError('configuration/unknown-profile', [
      { place: 'profile', value: `"${nameOrPath}"`, remedy: `write one of ${names.join(', ')}, or the path of a profile ending in .yaml` },
    ]);
  }
  const path = productPath('config', 'profiles', `${nameOrPath}.yaml`);
  return checkNames(path, await readDocument<Profile>(path, profileSchema));
}

/** What a schema cannot say: the name is the file's, joint names are unique, lower limits lie below upper ones. */
function checkNames(path: string, document: CheckedDocument<Profile>): CheckedDocument<Profile> {
  const { name, joints } = document.value;
  const expected = basename(path, '.yaml');
  const problems = joints.flatMap(({ name: joint, lowerRad, upperRad }, index) => [
    ...(joints.findIndex((other) => other.name === joint) === index
      ? []
      : [{ place: `${path} joints.${index}`, value: `"${joint}" again`, remedy: 'give every joint a name of its own' }]),
    ...(lowerRad === undefined || upperRad === undefined || lowerRad < upperRad
      ? []
      : [
          {
            place: `${path} joints.${index}`,
            value: `lowerRad ${lowerRad}, upperRad ${upperRad}`,
            remedy: 'the lower limit must lie below',
          },
        ]),
  ]);
  if (name !== expected) problems.push({ place: `${path} name`, value: `"${name}"`, remedy: `write "${expected}", the name of the file` });
  if (problems.length > 0) throw new ConfigError('configuration/invalid-profile', problems);
  return document;
}

/** Version of this product, from its package. */
export async function productVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(productPath('package.json'), 'utf8')) as { version: string };
  return version;
}

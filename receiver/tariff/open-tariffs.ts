import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../agent/contract/errors.ts';
import { readTrustStore, type TrustStore } from '../../agent/evidence/trust-store.ts';
import { readTariff, type TariffVersion } from './read-tariff.ts';
import { type TariffSeries, tariffSeries } from './tariff-series.ts';
import { checkTariffSignature } from './tariff-signature.ts';

/** Tariffs that were used before, by name. */
export interface TariffArchive {
  named(name: string): readonly { readonly document: string }[];
  names(): readonly string[];
}

export interface TariffSource {
  /** Folder of `<name>-<version>.yaml`; the shipped one when undefined. */
  readonly folder: string | undefined;
  readonly archive: TariffArchive;
  /** Whose signatures on tariffs are believed, and when that is asked; without it none is checked, and the statement says so. */
  readonly trust?: { readonly store: TrustStore; readonly nowMs: number } | undefined;
}

/**
 * A tariff as a person names it: `name` is all its versions, of the folder and of the archive; `name-2` is that version alone; a path
 * ending in .yaml is that document alone. Throws ConfigError with the names there are, or with every problem of the documents.
 */
export async function openTariff(wanted: string, { folder = shippedTariffs(), archive, trust }: TariffSource): Promise<TariffSeries> {
  if (wanted.endsWith('.yaml')) return alone(await readSigned(wanted, trust));
  const [, stem = '', version] = /^(.*?)(?:-(\d+))?$/.exec(wanted) ?? [];
  const files = (await fileNames(folder)).filter((file) => new RegExp(`^${escaped(stem)}-\\d+\\.yaml$`).test(file));
  const read = await Promise.all(files.map(async (file) => checkName(file, await readSigned(join(folder, file), trust))));
  const archived = archive.named(stem).map(({ document }) => readTariff(`archived tariff ${stem}`, document));
  // Of the same document, the one beside its signature counts.
  const versions = [...archived, ...read];
  if (version === undefined && versions.length > 0) return tariffSeries(stem, versions);
  const one = versions.find(({ tariff }) => String(tariff.version) === version);
  if (one !== undefined) return alone(one);
  throw await unknownTariff(wanted, folder, archive);
}

async function readSigned(path: string, trust: TariffSource['trust']): Promise<TariffVersion> {
  const version = readTariff(path, await readText(path));
  if (trust === undefined) return version;
  const signatureFile = existsSync(`${path}.sig`) ? await readText(`${path}.sig`) : undefined;
  return { ...version, signature: checkTariffSignature({ path, sha256: version.sha256, signatureFile }, trust.store, trust.nowMs) };
}

/** The trust store in this file, and the moment it is asked; undefined without a file. Throws ConfigError with every problem. */
export async function openTrust(path: string | undefined, nowMs: number): Promise<TariffSource['trust']> {
  return path === undefined ? undefined : { store: readTrustStore(await readText(path), path), nowMs };
}

/** Beside the sources in a clone, one level further up from `dist/` in the package. */
function shippedTariffs(): string {
  const candidates = ['../../', '../../../'].map((up) => fileURLToPath(new URL(`${up}config/tariffs`, import.meta.url)));
  return candidates.find(existsSync) ?? candidates[0] ?? '.';
}

function alone(version: TariffVersion): TariffSeries {
  return tariffSeries(version.tariff.name, [version]);
}

function checkName(file: string, version: TariffVersion): TariffVersion {
  const expected = `${version.tariff.name}-${version.tariff.version}.yaml`;
  if (basename(file) === expected) return version;
  const remedy = `call the file ${expected}, or mend name and version in it`;
  throw new ConfigError('receiver/tariff', [{ place: file, value: 'another name than in the document', remedy }]);
}

async function unknownTariff(wanted: string, folder: string, archive: TariffArchive): Promise<ConfigError> {
  const stems = (await fileNames(folder)).map((file) => file.replace(/-\d+\.yaml$/, ''));
  const names = [...new Set([...stems, ...archive.names()])].sort().join(', ');
  const remedy = `write ${names === '' ? '' : `one of ${names}, or `}the path of a tariff ending in .yaml`;
  return new ConfigError('receiver/unknown-tariff', [{ place: 'tariff', value: `"${wanted}"`, remedy }]);
}

async function fileNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  } catch (error) {
    throw unreadable(folder, error, 'give the folder of the tariffs');
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error, 'give the path of a file that can be read');
  }
}

function unreadable(place: string, error: unknown, remedy: string): ConfigError {
  const { code } = error as NodeJS.ErrnoException;
  return new ConfigError('receiver/tariff', [{ place, value: code === 'ENOENT' ? 'does not exist' : (code ?? String(error)), remedy }]);
}

function escaped(text: string): string {
  return text.replaceAll(/[^a-z0-9-]/g, (sign) => `\\${sign}`);
}

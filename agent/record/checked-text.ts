import { sha256Prefixed } from '../evidence/hash.ts';

/** A text with its checksum in front: what stands in the database under a name can have been changed by the disk. */
export function checkedText(name: string, text: string): string {
  return `${sumOf(name, text)}\n${text}`;
}

/** The text that was checked; undefined where it is not as it was written, or was written under another name. */
export function textOf(name: string, checked: string): string | undefined {
  const cut = checked.indexOf('\n');
  const text = checked.slice(cut + 1);
  return cut >= 0 && checked.slice(0, cut) === sumOf(name, text) ? text : undefined;
}

const sumOf = (name: string, text: string): string => sha256Prefixed(`${name} ${text}`);

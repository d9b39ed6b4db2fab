import { posix } from 'node:path';

/** A text file of the repository. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

/** Relative links and images of a Markdown file that lead nowhere; `exists` is asked with paths from the root. */
export function deadLinks({ path, text }: Document, exists: (path: string) => boolean): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)].map((match) => match[1] ?? '');
  const defined = [...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)].map((match) => match[1] ?? '');
  return [...inline, ...defined]
    .filter((target) => !/^[a-z][a-z0-9+.-]*:|^#|^\/\//i.test(target))
    .filter((target) => !exists(posix.join(posix.dirname(path), decodeURI(target.split('#')[0] ?? ''))))
    .map((target) => `${path} links to ${target}, which does not exist`);
}

/** The npm scripts a document tells its reader to run: `npm test`, `npm start`, `npm run NAME`. */
export function npmScriptsIn(text: string): string[] {
  const found = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start))\b/g)];
  return [...new Set(found.map((match) => match[1] ?? match[2] ?? ''))];
}

/** The verbs a document tells its reader to call: `robot-risk VERB` in code. */
export function robotRiskVerbsIn(text: string): string[] {
  const code = [...text.matchAll(/```[\s\S]*?```|`[^`\n]*`/g)].map((match) => match[0]).join('\n');
  return [...new Set([...code.matchAll(/\brobot-risk ([a-z][a-z-]*)/g)].map((match) => match[1] ?? ''))];
}

/** Level-two headings in order. */
export function headings(text: string): string[] {
  return [...text.matchAll(/^## +(.+?)\s*$/gm)].map((match) => match[1] ?? '');
}

/** The verbs a help text lists under `Commands:`, without `help` itself. */
export function verbsIn(help: string): string[] {
  const section = /^Commands:\n((?: {2,}.*\n?)*)/m.exec(help)?.[1] ?? '';
  return [...section.matchAll(/^ {2}([a-z][\w-]*)/gm)].map((match) => match[1] ?? '').filter((verb) => verb !== 'help');
}

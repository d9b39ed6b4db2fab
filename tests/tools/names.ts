import { basename } from 'node:path';
import type { SourceFile } from './source-tree.ts';
import { lineAt, type Token } from './tokens.ts';

/** A name that says a number: a property, a numeric constant or a schema key. */
interface NumericName {
  readonly name: string;
  readonly at: number;
}

/** Units and the words that say what a unit-less number is. The last word of a name, or the one before By, At, Per, Since, From, Until. */
const unitWords = new Set(
  [
    'ns us ms s h d min rad urad mrad rads m mm um km nm a ma v mv c k ah mah wh kwh w kw j mj pa hpa lx hz kg g bytes byte bits chars digits s2 h2',
    'year years month day days hour minute second tb ratio ratios count counts index indexes score scores seq seqs size sizes version epoch line at port',
    'x y z ln log decimals exponent epsilon tolerance depth level trl iterations residual spread bin variance value sigma sigmas sd abs',
  ]
    .join(' ')
    .split(' '),
);
/** Words after the unit that say which one: `sizeBytesMax`, `operatingMsByE`. */
const qualifiers = new Set(['max', 'min', 'total', 'default', 'first', 'last', 'sum', 'mean', 'limit']);
const turningWords = new Set(['by', 'at', 'per', 'since', 'from', 'until', 'before', 'after', 'in', 'of']);

/** Numbers without a unit by nature; `speed` is the flag `--speed N`, a factor. */
const plainNames = new Set(
  [
    'value values index length x y z w low high above below factor offset begin end from to first last node id pid seed limit scale width height',
    'mean sd variance weight weights v n k alpha beta gamma lambda mu body thirdParty speed',
  ]
    .join(' ')
    .split(' '),
);

/** A number's name ends in its unit, or in what it counts (house rule 6): `silenceMs`, `reportSeq`, `gapsListedMax`. */
export function saysItsUnit(name: string): boolean {
  if (plainNames.has(name)) return true;
  const words = wordsOf(name);
  if (words[0] === 'ln' || words[0] === 'log') return true;
  const trimmed = trimQualifiers(words);
  const last = trimmed.at(-1) ?? '';
  if (unitWords.has(last)) return true;
  if (trimmed.length < words.length && trimmed.some(isPlural)) return true;
  return words.some((word, index) => (unitWords.has(word) || isPlural(word)) && turningWords.has(words[index + 1] ?? ''));
}

/** Numeric names of a file that do not say their unit. */
export function unitlessNames(file: SourceFile): string[] {
  return numericNames(file)
    .filter(({ name }) => !saysItsUnit(name))
    .map(
      ({ name, at }) => `${file.path}:${lineAt(file.text, at)} ${name}: end it in its unit, or in Ratio, Count, Index, Score, Seq, Size`,
    );
}

/** `name: number` properties, `NAME = 5` constants of the file, and `name: { type: 'number' }` of schemas; parameters are free. */
function numericNames({ tokens }: SourceFile): NumericName[] {
  const found: NumericName[] = [];
  const open: string[] = [];
  tokens.forEach((token, index) => {
    if (token.kind === 'punct' && '([{'.includes(token.text[0] ?? ' ')) open.push(token.text);
    if (token.kind === 'punct' && ')]}'.includes(token.text)) open.pop();
    if (token.kind !== 'word') return;
    const here = open.at(-1);
    const isNumeric = isNumericProperty(tokens, index, here) || isNumericConstant(tokens, index, here) || isNumericKey(tokens, index);
    if (isNumeric) found.push({ name: token.text, at: token.start });
  });
  return found;
}

function isNumericProperty(tokens: readonly Token[], index: number, here: string | undefined): boolean {
  const before = tokens[index - 1]?.text ?? '';
  if (here !== '{' || ['let', 'const', 'var', '.'].includes(before)) return false;
  const rest = textsAfter(tokens, index, 5).join(' ');
  return /^\??\s?: (?:readonly )?(?:Knowable < )?number\b/.test(rest);
}

function isNumericConstant(tokens: readonly Token[], index: number, here: string | undefined): boolean {
  const [equals, , after] = textsAfter(tokens, index, 3);
  const isAtTop = here === undefined && tokens[index - 1]?.text === 'const';
  return isAtTop && equals === '=' && tokens[index + 2]?.kind === 'number' && after === ';';
}

function isNumericKey(tokens: readonly Token[], index: number): boolean {
  const [colon, brace, key, colon2, type] = textsAfter(tokens, index, 5);
  return colon === ':' && brace === '{' && key === 'type' && colon2 === ':' && /^'(?:number|integer)'$/.test(type ?? '');
}

function textsAfter(tokens: readonly Token[], index: number, count: number): string[] {
  return tokens.slice(index + 1, index + 1 + count).map((token) => token.text);
}

/** `ratePerH` → rate, per, h; `SIZE_BYTES_MAX` → size, bytes, max. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter((word) => word !== '');
}

function isPlural(word: string): boolean {
  return /[^su]s$/.test(word);
}

function trimQualifiers(words: readonly string[]): readonly string[] {
  const last = words.findLastIndex((word) => !qualifiers.has(word));
  return words.slice(0, last + 1);
}

const vagueName = /(?:Manager|Helpers?|Utils?|Data|Info|Impl)$/;
const vagueFile = /(?:^|-)(?:manager|helpers?|utils?|data|info|impl)(?:\.test)?\.ts$/;
const vagueFolders = new Set(['src', 'lib', 'utils', 'util', 'helpers', 'common', 'types', 'misc', 'shared']);

/** Names that hide a missing noun: of folders, files, classes, types and functions. */
export function vagueNames(file: SourceFile): string[] {
  const folders = file.path
    .split('/')
    .slice(0, -1)
    .filter((folder) => vagueFolders.has(folder));
  const declared = [...file.code.matchAll(/\b(?:class|interface|type|function)\s+(\w+)/g)].map((match) => match[1] ?? '');
  const vague = declared.filter((name) => vagueName.test(name));
  const prefixed = [...file.code.matchAll(/\binterface\s+(I[A-Z][a-z]\w*)/g)].map((match) => match[1] ?? '');
  const ownName = vagueFile.test(basename(file.path)) ? [basename(file.path)] : [];
  return [...folders, ...ownName, ...vague, ...prefixed].map(
    (name) => `${file.path} ${name}: name the noun it hides (what does it hold or do?)`,
  );
}

/** What a file exports by name; `export * from` and default exports are not named. */
export function exportedNames(file: SourceFile): string[] {
  const declared = file.code.matchAll(
    /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|const|let|class|interface|type)\s+(\w+)/gm,
  );
  return [...declared].map((match) => match[1] ?? '');
}

const joiningWords = new Set(['for', 'of', 'to', 'in', 'from', 'at', 'by', 'as']);

/** A file with one export has its name: one of the two has every word of the other, so that one finds the other. */
export function misnamedExports(file: SourceFile): string[] {
  const names = exportedNames(file);
  const [only] = names;
  const stem = basename(file.path, '.ts');
  if (only === undefined || names.length > 1 || stem === 'index') return [];
  const [inFile, inName] = [nounsOf(stem), nounsOf(only)];
  const fits = holdsAll(inFile, inName) || holdsAll(inName, inFile);
  return fits ? [] : [`${file.path} exports only ${only}: give file and export the same name`];
}

function nounsOf(name: string): string[] {
  return wordsOf(name).filter((word) => !joiningWords.has(word));
}

/** Every one of `words` is in `among`, singular or plural, noun or verb alike: `rounding` and `roundTo`. */
function holdsAll(among: readonly string[], words: readonly string[]): boolean {
  return words.every((word) => among.some((other) => other.startsWith(word) || word.startsWith(other)));
}

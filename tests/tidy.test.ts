import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { brokenBans } from './tools/bans.ts';
import { codeProblems, raisedCodes } from './tools/error-codes.ts';
import { limits, productFiles, tables } from './tools/house-measures.ts';
import { misnamedExports, unitlessNames, vagueNames } from './tools/names.ts';
import { functionsOf } from './tools/source-metrics.ts';
import { isWithin, readTree, repositoryRoot } from './tools/source-tree.ts';

const scripts = readTree(['.ts', '.mjs']);
const documents = readTree(['.md', '.yaml', '.json', '.sh', '.service', '/run']);
const product = productFiles(scripts);
/** Kept to the product's size and shape too: what measures others is measured. */
const tools = scripts.filter((file) => isWithin(file.path, 'tests/tools') && !file.path.endsWith('.test.ts'));
const robot = product.filter((file) => /^(?:agent|drivers|receiver)\//.test(file.path));

describe('words and calls nobody writes here', () => {
  it('are absent; each ban says what to write instead', () => {
    expect(brokenBans([...scripts, ...documents])).toEqual([]);
  });
});

describe('names', () => {
  it('say the noun: no manager, helper, util, data, info, impl', () => {
    expect(scripts.flatMap(vagueNames)).toEqual([]);
  });

  it('of numbers end in the unit, or in what they count', () => {
    expect(robot.flatMap(unitlessNames)).toEqual([]);
  });

  it('of a file with one export is the name of that export', () => {
    expect([...product, ...tools].filter((file) => !isWithin(file.path, 'models/training')).flatMap(misnamedExports)).toEqual([]);
  });

  it('of files and folders are kebab-case', () => {
    const odd = scripts.filter((file) => !/^(?:[a-z0-9-]+\/)*[a-z0-9-]+(?:\.test|\.config|\.d)?\.(?:ts|mjs)$/.test(file.path));
    expect(odd.map((file) => file.path)).toEqual([]);
  });

  it('of error codes are kebab with the prefix of their stage, one meaning each', () => {
    const raised = product.flatMap(raisedCodes);
    expect(raised.length).toBeGreaterThan(5);
    expect(codeProblems(raised)).toEqual([]);
  });
});

describe('size', () => {
  const functions = [...product, ...tools].flatMap(functionsOf);

  it('of a file fits in one sitting, of a contract on one screen', () => {
    const most = (path: string) => (isWithin(path, 'agent/contract') ? limits.contractLines : limits.fileLines);
    const long = scripts.filter((file) => !tables.includes(file.path) && file.lineCount > most(file.path));
    expect(long.map((file) => `${file.path} has ${file.lineCount} lines, at most ${most(file.path)}: split it by noun`)).toEqual([]);
  });

  it('of a function stays small', () => {
    const long = functions.filter((one) => one.lineCount > limits.functionLines);
    expect(long.map((one) => `${one.path}:${one.line} ${one.name} has ${one.lineCount} lines, at most ${limits.functionLines}`)).toEqual(
      [],
    );
  });

  it('of a parameter list is three, then one options object', () => {
    const wide = functions.filter((one) => one.parameterCount > limits.parameters);
    expect(wide.map((one) => `${one.path}:${one.line} ${one.name} takes ${one.parameterCount}: take one options object`)).toEqual([]);
  });

  it('of a nest of conditions and loops is three', () => {
    const deep = functions.filter((one) => one.nestingCount > limits.nesting);
    expect(deep.map((one) => `${one.path}:${one.line} ${one.name} nests ${one.nestingCount}: return early or name the inner part`)).toEqual(
      [],
    );
  });
});

describe('the compiler and the linter', () => {
  const read = (path: string) => JSON.parse(readFileSync(`${repositoryRoot}/${path}`, 'utf8'));

  it('keep the checks this house relies on', () => {
    expect(read('tsconfig.json').compilerOptions).toMatchObject({
      strict: true,
      erasableSyntaxOnly: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
    });
    const { rules } = read('biome.json').linter;
    expect(rules.style.noNonNullAssertion).toBe('error');
    expect(rules.suspicious).toMatchObject({
      noExplicitAny: 'error',
      noConsole: 'error',
      noFocusedTests: 'error',
      noSkippedTests: 'error',
    });
    expect(rules.complexity.useMaxParams.options.max).toBe(limits.parameters);
    expect(rules.nursery.noFloatingPromises).toBe('error');
  });
});

describe('tests', () => {
  it('stand beside code of the product: every folder of it has some', () => {
    const folderOf = (path: string) => path.split('/').slice(0, 2).join('/');
    const tested = new Set(scripts.filter((file) => file.path.endsWith('.test.ts')).map((file) => folderOf(file.path)));
    // The wiring in agent/*.ts is tested as a whole by tests/cases, the launcher by every command run there.
    const needNone = ['packaging/bin'];
    const folders = product.map((file) => folderOf(file.path)).filter((folder) => !folder.endsWith('.ts') && !needNone.includes(folder));
    expect([...new Set(folders)].filter((folder) => !tested.has(folder))).toEqual([]);
  });
});

describe('the tokeniser these rules read with', () => {
  it('understands every file: its brackets balance', () => {
    const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '${': '}' };
    const misread = scripts.filter((file) => {
      const open: (string | undefined)[] = [];
      const brackets = file.tokens.filter((token) => token.kind === 'punct' && /^(?:[([{)\]}]|\$\{)$/.test(token.text));
      const mismatches = brackets.filter(({ text }) => (text in closing ? open.push(closing[text]) < 1 : open.pop() !== text));
      return mismatches.length > 0 || open.length > 0;
    });
    expect(misread.map((file) => file.path)).toEqual([]);
  });
});

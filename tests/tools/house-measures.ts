import { functionsOf, percentile } from './source-metrics.ts';
import { isTestPath, isWithin, type SourceFile } from './source-tree.ts';

/** One line of the score card. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly bar: number;
  /** Whether the value may not exceed the bar, or may not fall short of it. */
  readonly better: 'lower' | 'higher';
  readonly pass: boolean;
  /** The worst places, for whoever must mend them. */
  readonly worst: readonly string[];
}

/** What a bar is held against: the product's own files (tests and training beside it), and tables that are exempt by nature. */
export const limits = {
  fileLines: 250,
  fileLinesP90: 200,
  contractLines: 80,
  functionLines: 50,
  functionLinesP50: 10,
  functionLinesP90: 30,
  functionLinesExcessive: 70,
  parameters: 3,
  nesting: 3,
  wiringLines: 200,
  driverCodeLines: 400,
  testCodeRatio: 1.2,
} as const;

/** Tables: long because the world is long, not because the code is. */
export const tables: readonly string[] = ['agent/contract/signal.ts'];

export function productFiles(files: readonly SourceFile[]): SourceFile[] {
  return files.filter((file) => file.path.includes('/') && !isTestPath(file.path) && !tables.includes(file.path));
}

/** Lines of files and functions, parameters, nesting, tests, wiring: all that can be read from the sources. */
export function measureSources(files: readonly SourceFile[], paths: readonly string[]): Measure[] {
  const product = productFiles(files);
  return [...fileMeasures(product), ...functionMeasures(product), ...testMeasures(files), ...driverMeasures(files, paths)];
}

function fileMeasures(product: readonly SourceFile[]): Measure[] {
  const lines = product.map((file) => file.lineCount);
  const contract = product.filter((file) => isWithin(file.path, 'agent/contract'));
  const agent = product.filter((file) => file.path === 'agent/agent.ts');
  return [
    atMost('file lines p90', { value: percentile(lines, 0.9), bar: limits.fileLinesP90 }),
    atMost('file lines max', { value: Math.max(0, ...lines), bar: limits.fileLines, worst: largest(product) }),
    atMost('contract file lines max', {
      value: Math.max(0, ...contract.map((file) => file.lineCount)),
      bar: limits.contractLines,
      worst: largest(contract),
    }),
    atMost('agent.ts lines', { value: Math.max(0, ...agent.map((file) => file.lineCount)), bar: limits.wiringLines }),
  ];
}

function functionMeasures(product: readonly SourceFile[]): Measure[] {
  const functions = product.flatMap(functionsOf);
  const lines = functions.map((one) => one.lineCount);
  const excessive = lines.filter((count) => count > limits.functionLinesExcessive).length;
  const worstBy = (key: 'lineCount' | 'parameterCount' | 'nestingCount') =>
    [...functions]
      .sort((a, b) => b[key] - a[key])
      .slice(0, 3)
      .map((one) => `${one.path}:${one.line} ${one.name} ${one[key]}`);
  const most = (key: 'lineCount' | 'parameterCount' | 'nestingCount') => functions.reduce((max, one) => Math.max(max, one[key]), 0);
  return [
    atMost('function lines p50', { value: percentile(lines, 0.5), bar: limits.functionLinesP50 }),
    atMost('function lines p90', { value: percentile(lines, 0.9), bar: limits.functionLinesP90 }),
    atMost('function lines max', { value: most('lineCount'), bar: limits.functionLines, worst: worstBy('lineCount') }),
    atMost('functions over 70 lines', { value: excessive, bar: 0 }),
    atMost('parameters max', { value: most('parameterCount'), bar: limits.parameters, worst: worstBy('parameterCount') }),
    atMost('nesting max', { value: most('nestingCount'), bar: limits.nesting, worst: worstBy('nestingCount') }),
  ];
}

/** Lines of code, without blank lines and comments, on both sides; the house's own tools and their tests count on neither. */
function testMeasures(files: readonly SourceFile[]): Measure[] {
  const counted = files.filter((file) => file.path.includes('/') && !isWithin(file.path, 'tests/tools'));
  const tests = sumCode(counted.filter((file) => isTestPath(file.path)));
  const code = sumCode(counted.filter((file) => !isTestPath(file.path)));
  const sleeps = files.filter((file) => isTestPath(file.path)).flatMap(realSleeps);
  return [
    atLeast('test : code lines', { value: code === 0 ? 0 : Math.round((tests / code) * 100) / 100, bar: limits.testCodeRatio }),
    atMost('real sleeps in tests', { value: sleeps.length, bar: 0, worst: sleeps }),
  ];
}

function realSleeps(file: SourceFile): string[] {
  return [...file.code.matchAll(/\b(?:setTimeout|setInterval|setImmediate|Atomics\.wait)\b/g)].map((match) => `${file.path} ${match[0]}`);
}

const libraries = ['drivers/ros-messages', 'drivers/serial-protocols'];

/** Per driver: its own wiring, and recorded fixtures with at least three properties. */
function driverMeasures(files: readonly SourceFile[], paths: readonly string[]): Measure[] {
  const drivers = driversIn(paths).map((driver) => ({ driver, files: files.filter((file) => isWithin(file.path, driver)) }));
  const wiringLines = drivers.map(({ files: own }) => sumCode(own.filter((file) => isWiring(file.path))));
  const untested = drivers.filter(
    ({ driver, files: own }) => propertyCount(own) < 3 || !(hasFixtures(driver, paths) || readsRecordings(own)),
  );
  return [
    atMost('driver wiring code lines max', { value: Math.max(0, ...wiringLines), bar: limits.driverCodeLines }),
    atMost('drivers without fixtures and 3 properties', { value: untested.length, bar: 0, worst: untested.map(({ driver }) => driver) }),
  ];
}

/** The driver folders; the libraries of decoders are no drivers. */
export function driversIn(paths: readonly string[]): string[] {
  const folders = paths.filter((path) => isWithin(path, 'drivers')).map((path) => path.split('/').slice(0, 2).join('/'));
  return [...new Set(folders)].filter((folder) => !libraries.includes(folder));
}

// What a driver knows of messages, what a simulator knows of physics, and what a probe looks for, is not wiring (decisions 0007, 0010).
function isWiring(path: string): boolean {
  return !isTestPath(path) && !/\/(?:decoders|protocols|formats|plant|faults|scenes|telemetry|probe)\//.test(path);
}

/** Recorded bytes or rows: in the driver's folder, or a whole-agent case named after it. */
function hasFixtures(driver: string, paths: readonly string[]): boolean {
  const name = driver.split('/')[1] ?? '';
  const beside = paths.some((path) => isWithin(path, driver) && !/\.(?:ts|md)$/.test(path));
  return beside || paths.some((path) => path.startsWith('tests/cases/') && (path.split('/')[2] ?? '').includes(name));
}

/** Its tests replay real recordings that are not copied into the project. */
function readsRecordings(files: readonly SourceFile[]): boolean {
  return files.some(
    (file) => isTestPath(file.path) && file.tokens.some(({ kind, value }) => kind === 'string' && value.includes('shared/data/')),
  );
}

function propertyCount(files: readonly SourceFile[]): number {
  return files.reduce((total, file) => total + [...file.code.matchAll(/\bfc\.(?:property|asyncProperty)\(/g)].length, 0);
}

function sumCode(files: readonly SourceFile[]): number {
  return files.reduce((total, file) => total + file.codeLineCount, 0);
}

function largest(files: readonly SourceFile[]): string[] {
  return [...files]
    .sort((a, b) => b.lineCount - a.lineCount)
    .slice(0, 3)
    .map((file) => `${file.path} ${file.lineCount}`);
}

type Held = Pick<Measure, 'value' | 'bar'> & { readonly worst?: readonly string[] };

export function atMost(name: string, { value, bar, worst = [] }: Held): Measure {
  return { name, value, bar, better: 'lower', pass: value <= bar, worst };
}

export function atLeast(name: string, { value, bar, worst = [] }: Held): Measure {
  return { name, value, bar, better: 'higher', pass: value >= bar, worst };
}

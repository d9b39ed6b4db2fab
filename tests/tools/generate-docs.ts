import { readFileSync, writeFileSync } from 'node:fs';
import { type RaisedCode, raisedCodes, whatToDo } from './error-codes.ts';
import { healthPage, observabilityRows } from './health-observability.ts';
import { productFiles } from './house-measures.ts';
import type { Help } from './print-help.ts';
import { runNode, runRobotRisk } from './run-command.ts';
import { readTree, repositoryRoot } from './source-tree.ts';

/*
 *   sources ──▶ error codes ──▶ docs/errors.md
 *   both programs' --help ────▶ docs/manual.md
 *   profiles, drivers ────────▶ docs/health.md: which indicator of the condition each robot lets one know
 *   demo --replay ────────────▶ the marked block of README.md: a replay prints the same on every machine
 */

/** A file that commands write and a test keeps up to date. */
export interface GeneratedDocument {
  readonly path: string;
  readonly text: string;
}

const remark = 'Made by `npm run docs` from the sources; a test keeps it up to date. Do not edit.';

/** Every generated document with the text it should have now. */
export async function generatedDocuments(): Promise<GeneratedDocument[]> {
  return [
    { path: 'docs/errors.md', text: errorsPage(productFiles(readTree(['.ts'])).flatMap(raisedCodes)) },
    { path: 'docs/manual.md', text: manualPage(await readManual()) },
    { path: 'docs/health.md', text: healthPage(await observabilityRows(), remark) },
    { path: 'README.md', text: withOutput(readFileSync(`${repositoryRoot}/README.md`, 'utf8'), await readDemo()) },
  ];
}

/** The page of codes: one table per class, what to do above it. */
export function errorsPage(raised: readonly RaisedCode[]): string {
  const sections = Object.entries(whatToDo).map(([kind, remedy]) => {
    const codes = [...new Set(raised.filter((one) => one.kind === kind).map((one) => one.code))].sort();
    const rows = codes.map((code) => `| \`${code}\` | ${placesOf(code, raised)} |`);
    const table = rows.length === 0 ? ['None yet.'] : ['| code | raised in |', '| --- | --- |', ...rows];
    return [`## ${kind === 'flaw' ? 'Flaws of the input' : kind}`, '', remedy, '', ...table].join('\n');
  });
  const lead = 'The class says what to do, the code what happened, the message how to mend it. Codes are stable.';
  return ['# Error codes', '', remark, '', lead, '', sections.join('\n\n'), ''].join('\n');
}

function placesOf(code: string, raised: readonly RaisedCode[]): string {
  const paths = raised.filter((one) => one.code === code).map((one) => one.path);
  return [...new Set(paths)].sort().join(', ');
}

async function readManual(): Promise<Help[]> {
  const { stdout, stderr, exitCode } = await runNode([`${repositoryRoot}/tests/tools/print-help.ts`], repositoryRoot);
  if (exitCode !== 0) throw new Error(`print-help ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as Help[];
}

/** The manual: every command's own help, in the order the program lists them. */
export function manualPage(programs: readonly Help[]): string {
  const chapters = programs.flatMap(flatten).map((help) => {
    const title = help.words.join(' ');
    return [`${'#'.repeat(Math.min(4, help.words.length + 1))} ${title}`, '', '```text', help.text, '```'].join('\n');
  });
  return ['# Manual', '', remark, '', chapters.join('\n\n'), ''].join('\n');
}

function flatten(help: Help): Help[] {
  return [help, ...help.below.flatMap(flatten)];
}

const outputBlock = /(<!-- output:start -->\n```text\n)[\s\S]*?(\n```\n<!-- output:end -->)/;

/** The README with what `npm start` printed in its marked block. */
export function withOutput(readme: string, output: string): string {
  if (!outputBlock.test(readme)) throw new Error('README.md has no block between output:start and output:end');
  return readme.replace(outputBlock, (_, before: string, after: string) => before + output.trimEnd() + after);
}

async function readDemo(): Promise<string> {
  const { stdout, stderr, exitCode } = await runRobotRisk([
    'demo',
    '--replay',
    'config/recordings/synthetic-cobot.csv',
    '--context',
    'config/context.example.yaml',
  ]);
  if (exitCode !== 0) throw new Error(`robot-risk demo ended with ${exitCode}: ${stderr}`);
  return stdout;
}

if (import.meta.main) {
  for (const { path, text } of await generatedDocuments()) writeFileSync(`${repositoryRoot}/${path}`, text);
}

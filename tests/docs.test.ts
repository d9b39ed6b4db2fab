import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deadLinks, headings, npmScriptsIn, robotRiskVerbsIn, verbsIn } from './tools/documents.ts';
import { generatedDocuments } from './tools/generate-docs.ts';
import { driversIn } from './tools/house-measures.ts';
import { runRobotRisk } from './tools/run-command.ts';
import { listPaths, readTree, repositoryRoot } from './tools/source-tree.ts';

const documents = readTree(['.md']);
const read = (path: string) => (existsSync(`${repositoryRoot}/${path}`) ? readFileSync(`${repositoryRoot}/${path}`, 'utf8') : '');

describe('every document', () => {
  it('links only to what exists', () => {
    const exists = (path: string) => existsSync(`${repositoryRoot}/${path}`);
    expect(documents.flatMap((document) => deadLinks(document, exists))).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const unknown = documents.flatMap(({ path, text }) =>
      npmScriptsIn(text)
        .filter((name) => !(name in scripts))
        .map((name) => `${path}: npm run ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('names only verbs that exist', async () => {
    const { stdout, stderr } = await runRobotRisk(['--help']);
    const verbs = verbsIn(stdout);
    expect(verbs, stderr).toContain('replay');
    const unknown = documents.flatMap(({ path, text }) =>
      robotRiskVerbsIn(text)
        .filter((verb) => !verbs.includes(verb))
        .map((verb) => `${path}: ${verb}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe('README', () => {
  it('shows the two commands, the picture, the places, what is missing and the licence', () => {
    const text = read('README.md');
    expect(npmScriptsIn(text)).toEqual(expect.arrayContaining(['start', 'test']));
    expect(headings(text)).toEqual(
      expect.arrayContaining(['How it works', 'Two commands', 'Where everything lives', 'Not there yet', 'Limits', 'Licence and credits']),
    );
    expect(text).toMatch(/<!-- output:start -->\n```text\n[\s\S]+\n```\n<!-- output:end -->/);
  });
});

describe('CHANGELOG', () => {
  it('keeps a changelog with an Unreleased section first', () => {
    const sections = headings(read('CHANGELOG.md'));
    expect(sections[0]).toBe('[Unreleased]');
    expect(sections.slice(1).filter((title) => !/^\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/.test(title))).toEqual([]);
  });
});

describe('decisions', () => {
  const records = documents.filter((document) => document.path.startsWith('docs/decisions/'));

  it('are numbered without a hole', () => {
    const numbers = records.map((record) => Number(record.path.slice('docs/decisions/'.length).slice(0, 4)));
    expect(numbers).toEqual(records.map((_, index) => index + 1));
    expect(records.length).toBeGreaterThan(0);
  });

  it('fit on a page and say context, decision and consequences', () => {
    const odd = records.filter((record) => record.lineCount > 60 || headings(record.text).join() !== 'Context,Decision,Consequences');
    expect(odd.map((record) => record.path)).toEqual([]);
  });
});

describe('every driver', () => {
  const parts = [/robot|port|reads/i, /options/i, /signals/i, /quirks/i, /tested/i];

  it('has a README in the fixed order: robot or port, options, signals produced, quirks, how it was tested', () => {
    const drivers = driversIn(listPaths());
    expect(drivers.length).toBeGreaterThan(0);
    const odd = drivers.filter((driver) => {
      const titles = headings(read(`${driver}/README.md`));
      return titles.length < parts.length || parts.some((part, index) => !part.test(titles[index] ?? ''));
    });
    expect(odd).toEqual([]);
  });
});

describe('generated documents', () => {
  it('are up to date; npm run docs makes them', async () => {
    const stale = (await generatedDocuments()).filter(({ path, text }) => read(path) !== text);
    expect(stale.map(({ path }) => `${path}: run npm run docs`)).toEqual([]);
  });
});

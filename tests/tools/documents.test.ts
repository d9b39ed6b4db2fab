import { describe, expect, it } from 'vitest';
import { deadLinks, headings, npmScriptsIn, robotRiskVerbsIn, verbsIn } from './documents.ts';

describe('deadLinks', () => {
  const known = new Set(['docs/manual.md', 'README.md']);
  const dead = (text: string) => deadLinks({ path: 'docs/a.md', text }, (path) => known.has(path));

  it('resolves links from the folder of the document', () => {
    expect(dead('[a](manual.md) [b](../README.md#part) [c][d]\n\n[d]: manual.md')).toEqual([]);
    expect(dead('[a](gone.md) ![b](./x.png)\n\n[d]: ../gone.md')).toHaveLength(3);
  });

  it('leaves addresses, anchors and code alone', () => {
    expect(dead('[a](https://example.org/x) [b](#part) [c](mailto:a@b.c) `[d](gone.md)`\n```\n[e](gone.md)\n```')).toEqual([]);
  });
});

describe('commands in prose', () => {
  it('are found with the names package.json and the program know', () => {
    expect(npmScriptsIn('`npm ci && npm start -- --x`, npm run check:static; npm test. npm install')).toEqual([
      'start',
      'check:static',
      'test',
    ]);
    expect(robotRiskVerbsIn('`npx robot-risk replay X` and robot-risk agent\n```\nrobot-risk verify out\n```')).toEqual([
      'replay',
      'verify',
    ]);
  });
});

describe('headings', () => {
  it('are those of level two', () => {
    expect(headings('# A\n## B \n### C\n## D')).toEqual(['B', 'D']);
  });
});

describe('verbsIn', () => {
  it('reads the names under Commands, not their wrapped descriptions', () => {
    const help = [
      'Usage: robot-risk',
      '',
      'Commands:',
      '  replay [options] <recording>  a recording',
      '                                wrapped words',
      '  key-show                      keys',
      '  help [command]                display help',
      '',
      'Options:',
      '  -h, --help  help',
    ].join('\n');
    expect(verbsIn(help)).toEqual(['replay', 'key-show']);
    expect(verbsIn('Usage: robot-risk verify')).toEqual([]);
  });
});

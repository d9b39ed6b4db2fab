import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { productFile, runCli } from '../tests/support/cli.ts';
import { runRobotRisk } from '../tests/tools/run-command.ts';
import { TransientError } from './contract/errors.ts';
import { main } from './main.ts';

const verbs = [
  ...[
    'demo',
    'run',
    'status',
    'fleet-prior',
    'hold',
    'finding',
    'replay',
    'verify',
    'explain',
    'recompute',
    'config',
    'profile',
    'doctor',
    'simulate',
    'key',
  ],
  ...['sign', 'trust', 'ledger'],
];
const groups = ['finding', 'config', 'profile', 'simulate', 'key', 'trust', 'ledger'];
/** Every command a person can give; the verbs that only hold others are groups. */
const commands = [
  ...verbs.filter((verb) => !groups.includes(verb)).map((verb) => [verb]),
  ...['list', 'reply'].map((verb) => ['finding', verb]),
  ...['check', 'show', 'schema'].map((verb) => ['config', verb]),
  ...['list', 'check', 'bridge', 'suggest'].map((verb) => ['profile', verb]),
  ['simulate', 'serial'],
  ...['show', 'enroll'].map((verb) => ['key', verb]),
  ...['list', 'add', 'revoke'].map((verb) => ['trust', verb]),
  ...['check', 'repair', 'export', 'stats'].map((verb) => ['ledger', verb]),
];

const required: Readonly<Record<string, readonly string[]>> = {
  run: ['--config', 'a.yaml'],
  status: ['--config', 'a.yaml'],
  verify: ['a.jws', '--keys', 'a.json'],
  'fleet-prior': ['a.jsonl', '--out', 'a.yaml'],
  hold: ['--config', 'a.yaml'],
  'finding list': ['--config', 'a.yaml'],
  'finding reply': ['1', '--text', 'x', '--config', 'a.yaml'],
  recompute: ['a.jws', '--ledger', 'ledger.jsonl'],
  'ledger check': ['state'],
  'ledger repair': ['state'],
  'ledger export': ['state', '--out', 'evidence'],
  'ledger stats': ['state'],
  'simulate serial': ['--protocol', 'jbd'],
  sign: ['a.yaml', '--role', 'owner', '--key', 'a.pem'],
  'trust list': ['--trust', 'a.json'],
  'trust add': ['a.pem', '--trust', 'a.json'],
  'trust revoke': ['abcdefgh', '--trust', 'a.json'],
  'key enroll': ['--state', 'a', '--serial', '1', '--out', 'a.json'],
};

describe('the command line', () => {
  it('without a verb shows what there is, and ends with 2', async () => {
    const { code, out, err } = await runCli();
    expect(code).toBe(2);
    for (const verb of verbs) expect(out + err).toMatch(new RegExp(`^ {2}${verb}\\b`, 'm'));
  });

  it('with --help says the same and ends with 0', async () => {
    const { code, out, err } = await runCli('--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Read-only; not a safety function.');
    const listed = [...out.matchAll(/^ {2}([a-z-]+) /gm)].map((match) => match[1]);
    expect(listed.filter((verb) => verb !== 'help')).toEqual(verbs);
  });

  it.each([['fly'], ['Replay'], ['--fast']])('does not know %s, and points to --help', async (word) => {
    const { code, out, err } = await runCli(word);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`'${word}'`);
    expect(err).toContain('(add --help for usage and an example)');
  });

  it.each(groups)('%s alone shows its own verbs and ends with 2', async (verb) => {
    const { code, out, err } = await runCli(verb);
    expect(code).toBe(2);
    expect(out + err).toContain(`Usage: robot-risk ${verb}`);
  });

  it.each([
    ['config', 'mend'],
    ['profile', 'make'],
    ['key', 'copy'],
  ])('does not know %s %s', async (verb, word) => {
    const { code, err } = await runCli(verb, word);
    expect(code).toBe(2);
    expect(err).toContain(`'${word}'`);
  });
});

describe('every command', () => {
  it('is listed above: each verb that ships has its help tested', async () => {
    for (const group of groups) {
      const { out } = await runCli(group, '--help');
      const listed = [...out.matchAll(/^ {2}([a-z]+)\b.*/gm)].map((match) => match[1]).filter((verb) => verb !== 'help');
      expect(listed).toEqual(commands.filter(([first]) => first === group).map(([, second]) => second));
    }
  });

  it.each(commands.map((words) => [words.join(' '), words] as const))('%s: --help has an example and --json', async (name, words) => {
    const { code, out, err } = await runCli(...words, '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: robot-risk ${name}`);
    expect(out).toContain('--json');
    const example = out.slice(out.search(/^Examples?:$/m));
    expect(example.split('\n')[1]).toMatch(name === 'demo' ? /^ {2}npm start/ : new RegExp(`^ {2}robot-risk ${name}\\b`));
  });

  it.each(commands.map((words) => [words.join(' '), words] as const))('%s refuses an option nobody knows', async (_, words) => {
    const { code, err } = await runCli(...words, ...(required[words.join(' ')] ?? []), '--no-such-option');
    expect(code).toBe(2);
    expect(err).toContain("unknown option '--no-such-option'");
  });
});

describe('what goes wrong', () => {
  const silent = { out: () => undefined, err: () => undefined, progress: () => undefined };

  it('by our own fault keeps its stack: it is not dressed up as a wrong configuration', async () => {
    const io = {
      ...silent,
      out: () => {
        throw new TypeError('a defect');
      },
      signal: new AbortController().signal,
    };
    await expect(main(['profile', 'list'], io)).rejects.toThrow(TypeError);
  });

  it('after an interrupt is still shown, unless it is the interrupt itself', async () => {
    const stop = new AbortController();
    const io = {
      ...silent,
      out: () => {
        stop.abort();
        throw new TypeError('a defect');
      },
      signal: stop.signal,
    };
    await expect(main(['profile', 'list'], io)).rejects.toThrow('a defect');
  });
});

describe('what a person or the world can mend', () => {
  it('is one JSON object on standard output with --json, and the same for people on standard error', async () => {
    const plain = await runCli('status', '--config', 'gone.yaml');
    expect(plain).toMatchObject({ code: 2, out: '' });
    const { code, out, err } = await runCli('status', '--config', 'gone.yaml', '--json');
    expect({ code, err }).toEqual({ code: 2, err: plain.err });
    const problems = [{ place: 'gone.yaml', value: 'ENOENT', remedy: expect.stringContaining('existing, readable file') }];
    expect(JSON.parse(out)).toEqual({ verdict: 'fail', code: 'configuration/unreadable', problems });
  });

  it('is no stack where the world may change by itself: code and remedy, and 1', async () => {
    const told = { out: [] as string[], err: [] as string[] };
    const io = {
      out: (line: string) => {
        if (told.out.push(line) === 1) throw new TransientError('record/disk-full', '/state: the disk is full: make room there');
      },
      err: (line: string) => void told.err.push(line),
      progress: () => undefined,
      signal: new AbortController().signal,
    };
    expect(await main(['profile', 'list', '--json'], io)).toBe(1);
    expect(told.err).toEqual(['record/disk-full: /state: the disk is full: make room there']);
    const text = '/state: the disk is full: make room there';
    expect(JSON.parse(told.out[1] ?? '')).toEqual({ verdict: 'fail', code: 'record/disk-full', text });
  });
});

describe('the launcher', () => {
  it('runs in a clone without a build, with results on standard output and the exit code of the verb', async () => {
    const listed = await runRobotRisk(['profile', 'list', '--json']);
    expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(listed.stdout)).toHaveProperty('profiles');
    const refused = await runRobotRisk(['config', 'check', 'gone.yaml']);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('gone.yaml: ENOENT');
  });

  it('is what the package installs', () => {
    const { bin } = JSON.parse(readFileSync(productFile('package.json'), 'utf8')) as { bin: Record<string, string> };
    expect(readFileSync(productFile(bin['robot-risk'] ?? ''), 'utf8')).toContain('agent/main');
  });
});

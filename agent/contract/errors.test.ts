import { describe, expect, it } from 'vitest';
import { ConfigError, formatProblem, InvariantError, RejectedError, TransientError } from './errors.ts';

const problems = [
  { place: 'agent.yaml:3 robot.profile', value: '"ur9"', remedy: 'write one of ur3e' },
  { place: 'agent.yaml:7', value: '"sources" is missing', remedy: 'add "sources:"' },
];

describe('a configuration error', () => {
  it('carries every problem, and says each on a line of its own: place, value, remedy', () => {
    const error = new ConfigError('configuration/invalid', problems);
    expect(error.problems).toEqual(problems);
    expect(error.message).toBe(
      'agent.yaml:3 robot.profile: "ur9" — write one of ur3e\nagent.yaml:7: "sources" is missing — add "sources:"',
    );
    expect(error.code).toBe('configuration/invalid');
  });

  it('is named after its class, in what a crash prints too', () => {
    const error = new ConfigError('configuration/invalid', problems);
    expect(error.name).toBe('ConfigError');
    expect(String(error)).toMatch(/^ConfigError: agent\.yaml:3/);
  });
});

describe('the other errors', () => {
  it.each([
    ['TransientError', TransientError],
    ['RejectedError', RejectedError],
    ['InvariantError', InvariantError],
  ])('%s keeps code, message and cause', (name, ErrorClass) => {
    const cause = new Error('EIO');
    const error = new ErrorClass('ingest/serial-port-closed', 'The port closed', { cause });
    expect(error).toMatchObject({ name, code: 'ingest/serial-port-closed', message: 'The port closed', cause });
    expect(error.stack).toContain('errors.test.ts');
  });

  it('are told apart by class: nobody restarts what a person must mend', () => {
    const config: Error = new ConfigError('a/b', []);
    expect(config instanceof TransientError || config instanceof RejectedError || config instanceof InvariantError).toBe(false);
    expect(new TransientError('a/b', 'c') instanceof InvariantError).toBe(false);
  });
});

describe('a problem', () => {
  it('is one line', () => {
    expect(formatProblem({ place: 'x', value: '7', remedy: 'write a string' })).toBe('x: 7 — write a string');
  });
});

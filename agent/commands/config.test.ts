import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { productFile, runCli } from '../../tests/support/cli.ts';
import { temporaryFiles } from '../../tests/support/replay-fixture.ts';
import type { AgentConfiguration } from '../configuration/agent-schema.ts';

const good = 'robot:\n  profile: ur3e\nsources:\n  - id: arm\n    driver: simulator\n';
const example = productFile('config/agent.example.yaml');

async function configured(text: string): Promise<string> {
  return join(await temporaryFiles({ 'agent.yaml': text }), 'agent.yaml');
}

describe('config check', () => {
  it('passes the example that ships, in one line', async () => {
    expect(await runCli('config', 'check', example)).toEqual({ code: 0, out: `ok: ${example}, robot ur3e, 1 source`, err: '' });
  });

  it('counts several sources', async () => {
    const file = await configured(`${good}  - id: second\n    driver: simulator\n`);
    expect((await runCli('config', 'check', file)).out).toContain(', 2 sources');
  });

  it('says every problem on a line of its own and ends with 2', async () => {
    const file = await configured(good.replace('ur3e', 'ur9').replace('driver', 'drivr'));
    const { code, out, err } = await runCli('config', 'check', file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const lines = err.split('\n');
    expect(lines[0]).toBe('configuration/invalid: 3 problems');
    expect(lines).toHaveLength(4);
    expect(lines).toContain(`  ${file}:5 sources.0.drivr: unknown key "drivr" — did you mean "driver"?`);
  });

  it('counts one problem in the singular', async () => {
    const file = await configured(`${good}hostRole: cloud\n`);
    expect((await runCli('config', 'check', file)).err.split('\n')[0]).toBe('configuration/invalid: 1 problem');
  });

  it('--json gives the verdict, and each problem in its parts', async () => {
    expect(JSON.parse((await runCli('config', 'check', example, '--json')).out)).toEqual({ verdict: 'pass', problems: [] });
    const file = await configured(`${good}hostRole: cloud\n`);
    const { code, out, err } = await runCli('config', 'check', file, '--json');
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toEqual({
      verdict: 'fail',
      problems: [{ place: `${file}:6 hostRole`, value: '"cloud"', remedy: 'write one of onboard, gateway' }],
    });
  });
});

describe('config show', () => {
  it('prints the configuration with every default, as YAML that reads back the same', async () => {
    const file = await configured(good);
    const { code, out } = await runCli('config', 'show', file);
    expect(code).toBe(0);
    const shown = parse(out) as AgentConfiguration;
    expect(shown).toMatchObject({ log: { level: 'info' }, page: { port: 8740 }, recipients: [] });
    const again = await configured(out);
    expect((await runCli('config', 'show', again)).out).toBe(out);
  });

  it('fills in the defaults of the drivers too', async () => {
    const { out } = await runCli('config', 'show', await configured(good), '--json');
    expect((JSON.parse(out) as AgentConfiguration).sources[0]?.options).toMatchObject({ seed: 1, speedRatio: 1 });
  });

  it('shows nothing of a wrong configuration but its problems', async () => {
    const { code, out, err } = await runCli('config', 'show', await configured('robot: 7\n'), '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'fail', code: 'configuration/invalid', problems: [{}, {}] });
    expect(err).toContain('configuration/invalid: 2 problems');
  });
});

describe('config schema', () => {
  it('prints a JSON Schema that takes what config check takes', async () => {
    const { code, out } = await runCli('config', 'schema');
    expect(code).toBe(0);
    const validate = new Ajv({ allErrors: true }).compile(JSON.parse(out) as object);
    expect(validate(parse(good))).toBe(true);
    expect(validate({ ...parse(good), hostRole: 'cloud' })).toBe(false);
  });

  it('is the same with --json', async () => {
    expect((await runCli('config', 'schema', '--json')).out).toBe((await runCli('config', 'schema')).out);
  });

  it('explains what a person must decide', async () => {
    const { properties } = JSON.parse((await runCli('config', 'schema')).out) as { properties: Record<string, { description?: string }> };
    expect(properties.recipients?.description).toContain('opens no outbound connection');
    expect(properties.context?.description).toContain('Undeclared is unknown');
  });
});

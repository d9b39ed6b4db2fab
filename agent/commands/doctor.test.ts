import { describe, expect, it } from 'vitest';
import { runCli } from '../../tests/support/cli.ts';
import { readSettings } from './doctor.ts';

describe('doctor', () => {
  it('refuses a source that has no probe, and names those that have', async () => {
    const { code, err } = await runCli('doctor', '--source', 'simulator');
    expect(code).toBe(2);
    expect(err).toContain('doctor/no-probe');
    expect(err).toContain('"simulator" cannot be probed');
  });

  it('refuses an unknown driver with the names of all there are', async () => {
    const { code, err } = await runCli('doctor', '--source', 'telepathy', 'x');
    expect(code).toBe(2);
    expect(err).toContain('ingest/unknown-driver');
  });

  it('refuses a setting without a key', async () => {
    const { code, err } = await runCli('doctor', '--source', 'simulator', '--set', 'nonsense');
    expect(code).toBe(2);
    expect(err).toContain('doctor/setting-refused');
    expect(err).toContain('write key=value');
  });

  it('says which sources of a configuration it cannot look at', async () => {
    const { code, out } = await runCli('doctor', '--config', 'config/agent.example.yaml');
    expect(code).toBe(0);
    expect(out).toContain('arm: sources of this kind cannot be probed');
  });
});

describe('settings on the command line', () => {
  it('are YAML values, and dots lead inwards', () => {
    expect(readSettings(['baudRate=9600', 'tls.caFile=ca.pem', 'tls.serverName=bridge', 'on=true', 'list=[1, 2]'])).toEqual({
      baudRate: 9600,
      tls: { caFile: 'ca.pem', serverName: 'bridge' },
      on: true,
      list: [1, 2],
    });
  });

  it.each(['__proto__.polluted=1', 'x.__proto__=2', '=5', '.a=1'])('refuse %s: a key begins with a letter', (setting) => {
    expect(() => readSettings([setting])).toThrow('write key=value');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

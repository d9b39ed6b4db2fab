import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Terminal } from '../../agent/contract/terminal.ts';
import { buildEvidence } from '../../tests/support/evidence-fixture.ts';
import { enrolmentOf, receiverKey, reportEvent } from '../../tests/support/receiver-fixture.ts';
import { fixtureTenants, jwsOf } from '../../tests/support/reception-fixture.ts';
import { signatureBy, trustText } from '../../tests/support/signing-fixture.ts';
import { day, riskOf, tariffWith } from '../../tests/support/tariff-fixture.ts';
import { main } from '../main.ts';
import { Reception } from '../reception.ts';
import { openStore } from '../store/open-store.ts';

const period = ['--from', '2026-01', '--to', '2026-03'];
let folder = '';
const path = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'receiver-pricing-'));
  const changePayload = (payload: object) => void Object.assign(payload, { risk: riskOf({ safety: 3 }) });
  const { key, reports } = buildEvidence({ origin: 'live', reportCount: 2, changePayload });
  const store = openStore(path('r.sqlite'), { mayCreate: true });
  store.agents.enrol(enrolmentOf(key), 'live', day('2026-01-01'));
  const reception = new Reception({ store, key: receiverKey, tenants: fixtureTenants, emit: () => undefined });
  for (const reportSeq of [0, 1]) {
    const event = Buffer.from(reportEvent(key, reportSeq, jwsOf(reports, reportSeq)));
    reception.receive(`robot-risk/v1/live/${key.kid}/report`, event, day(`2026-0${reportSeq + 1}-10`));
  }
  store.close();
});

afterEach(() => rm(folder, { recursive: true }));

async function run(...[verb = '', ...args]: readonly string[]) {
  const lines = { out: [] as string[], err: [] as string[] };
  const { signal } = new AbortController();
  const io: Terminal = { out: (line) => lines.out.push(line), err: (line) => lines.err.push(line), progress: () => undefined, signal };
  const code = await main([verb, '--store', path('r.sqlite'), ...args], io);
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
}
const statement = (...args: string[]) => run('statement', '--tariff', 'illustrative-unpriced', ...period, ...args);
const rerate = (...args: string[]) => run('rerate', '--tariff', 'illustrative-by-hour', ...period, ...args);
const archived = () => {
  const store = openStore(path('r.sqlite'), { mayCreate: false });
  const names = store.tariffs.names();
  store.close();
  return names;
};

describe('statement --tariff', () => {
  it('prints factor and premium in points, and passes', async () => {
    const { code, out } = await statement();
    expect(code).toBe(0);
    expect(out).toMatch(/2026-01 +index [\d.]+[\s\S]*factor ×1\.1000[\s\S]*total +400\.\d\d points[\s\S]*PASS$/);
  });

  it('lays tariffs side by side, as one JSON object too', async () => {
    const { out } = await statement('--tariff', 'illustrative-by-hour', '--json');
    const { agents, schema } = JSON.parse(out);
    expect(schema).toBe('robot-risk/priced-statement/1');
    expect(agents[0].prices.map(({ tariff, unit }: { tariff: string; unit: string }) => [tariff, unit])).toEqual([
      ['illustrative-unpriced', 'points'],
      ['illustrative-by-hour', 'points'],
    ]);
  });

  it('speaks Chinese', async () => {
    expect((await statement('--lang', 'zh')).out).toContain('示例性基准');
  });

  it('archives the tariff it used, and finds it again without its file', async () => {
    await writeFile(path('mine-1.yaml'), tariffWith({ name: 'mine' }).canonical);
    expect((await run('statement', '--tariff', 'mine', ...period, '--tariffs', folder)).code).toBe(0);
    expect(archived()).toEqual(['mine']);
    expect((await run('statement', '--tariff', 'mine', ...period)).code).toBe(0);
  });

  it('refuses a tariff that changed under its version, and prices nothing by it', async () => {
    await statement();
    await writeFile(path('changed.yaml'), tariffWith({ gamma: 0.5 }).canonical);
    const refused = await run('statement', '--tariff', path('changed.yaml'), ...period);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('give the new one the next version');
  });

  it('ends with 1 where the tariff did not hold all the time', async () => {
    await writeFile(path('late-1.yaml'), tariffWith({ name: 'late', validFrom: '2026-02-01' }).canonical);
    expect((await run('statement', '--tariff', path('late-1.yaml'), ...period)).code).toBe(1);
  });

  it('says who signed the tariff, when it is asked with a trust store', async () => {
    const { canonical, sha256: documentSha256 } = tariffWith({ name: 'mine' });
    await writeFile(path('mine-1.yaml'), canonical);
    await writeFile(path('mine-1.yaml.sig'), signatureBy('acme', { documentSha256, kind: 'tariff', role: 'insurer' }));
    await writeFile(path('trust.json'), trustText({ acme: { role: 'insurer' } }));
    const mine = (...more: string[]) => run('statement', '--tariff', path('mine-1.yaml'), ...period, ...more);
    expect((await mine()).out).toContain('tariff 1: signature not checked');
    expect((await mine('--trust', path('trust.json'))).out).toMatch(/tariff 1: signature in force: [\w-]{12}… \(insurer\) … 2100-01-01/);
    expect((await mine('--trust', path('trust.json'), '--lang', 'zh')).out).toContain('签名有效');
    await writeFile(path('mine-1.yaml.sig'), 'noise');
    expect(await mine('--trust', path('trust.json'))).toMatchObject({ code: 2, err: expect.stringContaining('malformed') });
    await rm(path('mine-1.yaml.sig'));
    expect((await mine('--trust', path('trust.json'))).out).toContain('tariff 1: unsigned');
  });

  it('takes inspections from a file', async () => {
    await writeFile(path('i.yaml'), '[]');
    expect((await statement('--inspections', path('i.yaml'))).code).toBe(0);
    expect((await statement('--inspections', path('absent.yaml'))).err).toContain('does not exist');
  });
});

describe('rerate', () => {
  it('says who moves, and archives nothing', async () => {
    const { code, out } = await rerate('--against', 'illustrative-unpriced');
    expect(code).toBe(0);
    expect(out).toMatch(/robots 1: 0 cost more, 1 cost less/);
    expect(out).toMatch(/< −30 % +1 █{40}/);
    expect(archived()).toEqual([]);
  });

  it('gives one JSON object', async () => {
    const { schema, robots, against } = JSON.parse((await rerate('--json')).out);
    expect({ schema, against }).toEqual({ schema: 'robot-risk/rerating/1', against: null });
    expect(robots).toHaveLength(1);
  });

  it('takes a draft that has the version of an archived tariff: it is only a question', async () => {
    await statement();
    await writeFile(path('draft.yaml'), tariffWith({ gamma: 0.5 }).canonical);
    const { code, out } = await run('rerate', '--tariff', path('draft.yaml'), '--against', 'illustrative-unpriced', ...period);
    expect({ code, hasHistogram: out.includes('█') }).toEqual({ code: 0, hasHistogram: true });
  });
});

describe('wrong usage ends with 2 and says what to write', () => {
  it.each([
    ['an unknown tariff', ['statement', '--tariff', 'nobody', ...period], 'illustrative-unpriced'],
    ['a tariff without a period', ['statement', '--tariff', 'illustrative-unpriced'], 'write both'],
    ['a period without a tariff', ['statement', ...period], 'add --tariff NAME'],
    ['a period that has not been', ['rerate', '--tariff', 'illustrative-unpriced', '--from', '2026-01', '--to', '9999-01'], 'at most'],
    ['no tariff to rerate by', ['rerate', ...period], '--tariff'],
    ['a language nobody wrote', ['rerate', '--tariff', 'x', ...period, '--lang', 'fr'], 'en, zh'],
  ])('%s', async (_, args, remedy) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(remedy);
  });

  it('and help shows an example of each', async () => {
    for (const verb of ['statement', 'rerate']) {
      const { code, out } = await run(verb, '--help');
      expect(code).toBe(0);
      expect(out).toMatch(/Example:\n {2}robot-risk-receiver \w+ .*--tariff/);
    }
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { productFile, runCli } from '../support/cli.ts';
import { filesBeneath, scratchDirectory } from '../support/replayed.ts';
import { payloadOf } from '../support/report-folder.ts';
import { partyKey, trustText, writeSigned } from '../support/signing-fixture.ts';

const recording = productFile('config/recordings/synthetic-cobot.csv');
const site = { trl: 9, humanExposure: 'H1' };

/** A replay of the bundled recording with a signed context, by these terms. */
function replayWith(terms = {}) {
  const folder = scratchDirectory('signed-replay');
  const { path } = writeSigned(folder, site, { terms });
  writeFileSync(join(folder, 'trust.json'), trustText({ integrator: { role: 'integrator' } }));
  const replay = (out: string, ...more: string[]) => runCli('replay', recording, '--context', path, '--out', join(folder, out), ...more);
  const trusted = (out: string) => replay(out, '--trust', join(folder, 'trust.json'));
  const report = (out: string): ReportPayload => payloadOf(readFileSync(join(folder, out, 'reports', '000000.jws'), 'utf8'));
  return { folder, path, replay, trusted, report };
}

describe('a replay with a signed context', () => {
  it('ends in reports with the kid of whoever signed it, the same bytes every time, and says so when asked', async () => {
    const { folder, path, trusted, report } = replayWith();
    expect(await trusted('first')).toMatchObject({ code: 0 });
    expect(report('first').documents?.context?.signedBy).toMatchObject({ kid: partyKey('integrator').kid, role: 'integrator' });
    await trusted('second');
    expect(filesBeneath(join(folder, 'second'))).toEqual(filesBeneath(join(folder, 'first')));
    const words = `context declared, signed by ${partyKey('integrator').kid.slice(0, 12)}… (integrator) until 2100-01-01`;
    expect((await runCli('verify', join(folder, 'first'), '--keys', join(folder, 'first', 'keys.json'))).out).toContain(words);
    expect((await runCli('explain', join(folder, 'first'), '--context', path)).out).toContain(`Documents: ${words}`);
    expect((await runCli('explain', join(folder, 'first'), '--context', path, '--lang', 'zh')).out).toContain('（集成商）签名');
  });

  it('judges no term: the recording is of the past, and a replay gives the same on every day', async () => {
    const { trusted, report } = replayWith({ validUntil: '2020-01-02T00:00:00.000Z' });
    expect(await trusted('out')).toMatchObject({ code: 0 });
    expect(report('out').documents?.context?.signedBy).toMatchObject({ validUntil: '2020-01-02T00:00:00.000Z' });
  });

  it('refuses a signature that nobody vouches for, or on another document', async () => {
    const { path, replay, trusted } = replayWith();
    expect(await replay('out')).toMatchObject({ code: 2, err: expect.stringContaining('notTrusted') });
    writeFileSync(path, 'trl: 8\n');
    expect(await trusted('out')).toMatchObject({ code: 2, err: expect.stringContaining('hashDiffers') });
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Agent } from '../../agent/agent.ts';
import { recomputeReport } from '../../agent/assess/recompute-report.ts';
import { reportProblems } from '../../agent/commands/report-problems.ts';
import { readProfile } from '../../agent/configuration/product-files.ts';
import { readConfiguration } from '../../agent/configuration/read-configuration.ts';
import type { DeclaredContext } from '../../agent/contract/declared-context.ts';
import type { LedgerRecord } from '../../agent/contract/record.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import type { DocumentSigner } from '../../agent/contract/signed-document.ts';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import { verifyEvidence } from '../../agent/evidence/verify-evidence.ts';
import { readLedger } from '../../agent/record/read-ledger.ts';
import { illustrative } from '../support/assessment-fixture.ts';
import { runCli } from '../support/cli.ts';
import { daemonConfiguration } from '../support/daemon-fixture.ts';
import { jwksOf } from '../support/evidence-fixture.ts';
import { fakeSource, steadySteps } from '../support/fake-source.ts';
import { openReplay } from '../support/open-replay.ts';
import { scratchDirectory } from '../support/replayed.ts';
import { payloadOf } from '../support/report-folder.ts';
import { partyKey, trustText, writeSigned } from '../support/signing-fixture.ts';
import { quickClock, startedDaemon } from '../support/started-daemon.ts';
import { epochWallMs, timeAt } from '../support/telemetry.ts';
import { until } from '../support/until.ts';

const site = { declaredBy: 'ACME', trl: 9, lifecycleStage: 'commercial', humanExposure: 'H1', terrain: 'fixedBase' } as const;
const { kid } = partyKey('integrator');
const agentKey = partyKey('robot');
const seconds = (count: number): string => new Date(epochWallMs + count * 1000).toISOString();

/** A folder with a signed context and the trust store that believes it. */
function signedFolder(terms: Partial<DocumentSigner> = {}) {
  const folder = scratchDirectory('signed');
  const { sha256 } = writeSigned(folder, site, { terms });
  writeFileSync(join(folder, 'trust.json'), trustText({ integrator: { role: 'integrator', name: 'ACME integration' } }));
  return { folder, sha256, configuration: { ...daemonConfiguration(), context: 'context.yaml', trust: 'trust.json' } };
}

describe('an agent whose context is signed', () => {
  it('says so at start, in its status and in every report, and the report verifies', async () => {
    const { folder, sha256, configuration } = signedFolder();
    const path = join(folder, 'agent.yaml');
    writeFileSync(path, stringify(configuration));
    expect(await readConfiguration(path)).toMatchObject({ trust: 'trust.json' });
    const { daemon, stop } = await startedDaemon({ folder, configuration });
    await until('it runs', () => daemon.status().counters.operatingMs > 5_000);
    const { documents, warnings } = daemon.status();
    const signed = { sha256, signedBy: { kid, role: 'integrator', validUntil: '2100-01-01T00:00:00.000Z' } };
    expect(documents).toMatchObject({ context: signed, referenceModel: { signedBy: null } });
    expect(warnings).toEqual([]);
    expect((await runCli('status', '--config', path)).out).toContain(`context declared, signed by ${kid.slice(0, 12)}… (integrator)`);
    await stop();
    const { lines, reports } = readLedger(join(folder, 'state', 'ledger.sqlite'));
    const started = JSON.parse(lines[0] ?? '') as LedgerRecord;
    expect(started).toMatchObject({ type: 'agent.started', data: { documents: { context: signed }, versions: { context: sha256 } } });
    const payloads = reports.map(({ jws }) => payloadOf(jws));
    expect(payloads.length).toBeGreaterThan(0);
    for (const { documents: stated, versions } of payloads) expect([stated, versions.context]).toEqual([documents, sha256]);
  });

  it('out of its term runs without it, and says so with a warning and a record', async () => {
    const { folder, configuration } = signedFolder({ validUntil: '2020-01-02T00:00:00.000Z' });
    const { daemon, stop, logger } = await startedDaemon({ folder, configuration, clock: quickClock() });
    await until('it runs', () => daemon.status().counters.operatingMs > 1_000);
    const { documents, warnings, gradeText } = daemon.status();
    expect(documents?.context).toBeNull();
    expect(warnings).toEqual(['the signature on the context ended 2020-01-02T00:00:00.000Z: what it declares is unknown']);
    expect(gradeText).toContain('human exposure unknown');
    expect(logger.codes()).toContain('agent/document-out-of-term');
    await stop();
    const { lines } = readLedger(join(folder, 'state', 'ledger.sqlite'));
    const types = lines.map((line) => (JSON.parse(line) as LedgerRecord).type);
    expect(types.filter((type) => type === 'context.expired')).toHaveLength(1);
  });
});

/** A live agent of three minutes with a report a minute, whose context is signed for these seconds of it. */
async function threeMinutes(fromS: number, untilS: number): Promise<Agent> {
  const signedBy: DocumentSigner = { kid, role: 'integrator', validFrom: seconds(fromS), validUntil: seconds(untilS) };
  const context = { value: site as DeclaredContext, sha256: `sha256:${'c'.repeat(64)}`, signedBy };
  const sources = [{ sourceId: 'arm', driverName: 'fake', source: fakeSource(steadySteps(0, 181)) }];
  const clock = { now: () => timeAt(0), sleep: async () => undefined };
  return openReplay(':memory:', { key: agentKey, origin: 'live', sources, reportPeriodMs: 60_000, context, clock });
}
const reportsOf = (agent: Agent): readonly ReportPayload[] => agent.ledger.reports().map(({ jws }) => payloadOf(jws));
const recordsOf = (agent: Agent): LedgerRecord[] => [...agent.ledger.lines()].map((line) => JSON.parse(line) as LedgerRecord);

describe('a term that turns while the agent runs', () => {
  it('ends the report with it: each report is of one context, verifies, and recomputes with that context', async () => {
    const agent = await threeMinutes(-60, 90);
    await agent.run(new AbortController().signal);
    const reports = reportsOf(agent);
    expect(reports.map(({ period, documents }) => [period.to, documents?.context?.signedBy?.kid])).toEqual([
      [seconds(60), kid],
      [seconds(90), kid],
      [seconds(150), undefined],
      [expect.stringMatching(/^2026-01-01T00:03:0/), undefined],
    ]);
    expect(reports.map(({ versions }) => versions.context === 'notDeclared')).toEqual([false, false, true, true]);
    const records = recordsOf(agent);
    expect(records.filter(({ type }) => type.startsWith('context.')).map(({ type, wall }) => [type, wall])).toEqual([
      ['context.expired', seconds(90)],
    ]);
    const profile = (await readProfile('ur3e')).value;
    for (const payload of reports) {
      const covered = records.filter(({ seq }) => payload.log.firstSeq <= seq && seq <= payload.log.lastSeq);
      const context = payload.documents?.context ? site : undefined;
      expect(recomputeReport({ payload, records: covered, model: illustrative, profile, context })).toMatchObject({ verdict: 'pass' });
    }
    expect(verdictOn(agent)).toMatchObject({ verdict: 'pass', findings: [] });
    agent.close();
  });

  it('begins with a report of its own, as when the clock of the robot is set', async () => {
    const agent = await threeMinutes(30, 3600);
    expect(agent.terms.outOfTerm().map(({ code }) => code)).toEqual(['context.notYetValid']);
    await agent.run(new AbortController().signal);
    const reports = reportsOf(agent);
    expect(reports.slice(0, 2).map(({ period, documents }) => [period.to, documents?.context?.signedBy?.kid])).toEqual([
      [seconds(30), undefined],
      [seconds(90), kid],
    ]);
    const codes = recordsOf(agent).map(({ type }) => type);
    expect(codes.filter((type) => type.startsWith('context.'))).toEqual(['context.notYetValid', 'context.inForce']);
    expect(verdictOn(agent).verdict).toBe('pass');
    agent.close();
  });

  it('makes what was declared unknown within a minute, and known again', async () => {
    const agent = await threeMinutes(-60, 60);
    await agent.run(new AbortController().signal);
    const grades = recordsOf(agent).filter(({ type }) => type === 'environment.grade');
    const provenances = grades.map(({ data }) => (data.dimensions as unknown as { D8: { provenance: string } }).D8.provenance);
    expect([provenances[0], provenances.at(-1)]).toEqual(['declared', 'unknown']);
    agent.close();
  });
});

function verdictOn(agent: Agent) {
  const registry = readKeyRegistry(jwksOf([{ key: agentKey, role: 'agent' }]));
  const reports = agent.ledger.reports().map(({ jws, reportSeq }) => ({ name: `${reportSeq}.jws`, bytes: Buffer.from(jws) }));
  const ledgers = [{ name: 'ledger.jsonl', bytes: Buffer.from([...agent.ledger.lines()].map((line) => `${line}\n`).join('')) }];
  return verifyEvidence({ reports, ledgers, registry, validateSchema: reportProblems });
}

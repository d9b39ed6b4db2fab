import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { recomputeReport } from '../../agent/assess/recompute-report.ts';
import { readProfile } from '../../agent/configuration/product-files.ts';
import type { DeclaredContext } from '../../agent/contract/declared-context.ts';
import type { LedgerRecord } from '../../agent/contract/record.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { canonicalJson } from '../../agent/evidence/canonical-json.ts';
import { sha256Prefixed } from '../../agent/evidence/hash.ts';
import { readLedger } from '../../agent/record/read-ledger.ts';
import { priceStatement } from '../../receiver/statement/price-statement.ts';
import { stateReceiver } from '../../receiver/statement/state-receiver.ts';
import { openStore } from '../../receiver/store/open-store.ts';
import { illustrative } from '../support/assessment-fixture.ts';
import { expectAllOnce } from '../support/expect-all-once.ts';
import { LiveSystem } from '../support/live-system.ts';
import { ChildAgent, InProcessAgent, type OutageAgent, type OutageAgentSetup } from '../support/outage-agent.ts';
import { outageBrokers } from '../support/outage-broker.ts';
import { payloadOf } from '../support/report-folder.ts';
import { seriesWith } from '../support/tariff-fixture.ts';
import { freePort } from '../support/tcp-peer.ts';

/*
 * Everybody real: simulated robot, daemon, broker, receiver with its store. The site is declared anew in the middle of the receiver's period:
 *   factory ─▶ reports ─▶ the file changes, the agent starts again ─▶ rented out, high voltage ─▶ reports ─▶ statement
 * A hazard holds from the next look at the surroundings on, which is within a minute (rule R-3).
 */
const factory = {
  ...{ declaredBy: 'ACME', trl: 9, lifecycleStage: 'commercial', scene: 'factory' },
  ...{ robotClass10218: 'I', specialHazard: 'none', terrain: 'fixedBase' },
};
const rented = {
  ...factory,
  declaredBy: 'a lessor',
  lifecycleStage: 'firstUse',
  scene: 'rental',
  robotClass10218: 'II',
  specialHazard: 'highVoltage',
};
type Declared = typeof factory;
const hashOf = (declared: Declared): string => sha256Prefixed(canonicalJson(declared));
/** What nobody declares or measures is E3. */
const gradeOf = { factory: 3, rented: 4 } as const;

const [broker] = outageBrokers;
const { value: profile } = await readProfile('ur3e');
let system: LiveSystem;

const declare = (declared: Declared): void => writeFileSync(join(system.directory, 'context.yaml'), stringify(declared));

async function begin(agent: (setup: OutageAgentSetup) => OutageAgent, reportPeriodMs: number): Promise<void> {
  const record = { directory: 'state', ledgerBytesMax: 67_108_864, lossBoundMs: 10_000 };
  const configuration = { context: 'context.yaml', record };
  system = new LiveSystem({ broker: broker.create(await freePort()), agent, reportPeriodMs, configuration });
  declare(factory);
  await system.enrolAndStart();
}

interface Told {
  readonly records: readonly LedgerRecord[];
  readonly reports: readonly ReportPayload[];
}

function told(): Told {
  const { lines, reports } = readLedger(system.ledgerPath);
  return { records: lines.map((line) => JSON.parse(line) as LedgerRecord), reports: reports.map(({ jws }) => payloadOf(jws)) };
}

function recomputed(payload: ReportPayload, records: Told['records'], declared: Declared) {
  const covered = records.filter(({ seq }) => payload.log.firstSeq <= seq && seq <= payload.log.lastSeq);
  const context = declared as unknown as DeclaredContext;
  return recomputeReport({ payload, records: covered, model: illustrative, profile, context });
}

/** Operating time that a report adds at each physical grade. */
function addedMsOf({ exposure: { opening, closing } }: ReportPayload): readonly number[] {
  return closing.operatingMsByEPhys.map((ms, place) => ms - (opening.operatingMsByEPhys[place] ?? 0));
}

const gradesIn = (payload: ReportPayload): number[] => addedMsOf(payload).flatMap((ms, place) => (ms > 0 ? [place + 1] : []));

afterEach(() => system.dispose(), 60_000);

describe('a site that is declared anew while the robot is insured', { timeout: 90_000 }, () => {
  beforeEach(async () => {
    await begin((setup) => new InProcessAgent(setup), 10_000);
    await system.receipted(3);
    await system.agent.stop();
    declare(rented);
    await system.agent.start();
    const { outbox } = await system.says('the new declaration is in force', ({ gradeText }) => gradeText.startsWith('E4'));
    await system.receipted(outbox.closedCount + 3);
    await system.stopAll();
  });

  it('is followed by the reports, their recomputation, and the statement', () => {
    const { records, reports } = told();
    const isRented = ({ versions }: ReportPayload): boolean => versions.context === hashOf(rented);
    const [before, after] = [reports.filter((one) => !isRented(one)), reports.filter(isRented)];
    expect(before.length).toBeGreaterThanOrEqual(3);
    expect(after.length).toBeGreaterThanOrEqual(3);
    expect(before.map(({ versions }) => versions.context)).toEqual(before.map(() => hashOf(factory)));
    for (const one of before) expect([one.environment.ePhys, gradesIn(one)]).toEqual([gradeOf.factory, [gradeOf.factory]]);
    const last = after.at(-1);
    expect(last && [last.environment.ePhys, gradesIn(last)]).toEqual([gradeOf.rented, [gradeOf.rented]]);

    const changes = records.filter(({ type, data }) => type === 'version.changed' && data.what === 'context');
    expect(changes.map(({ data }) => [data.from, data.to])).toEqual([[hashOf(factory), hashOf(rented)]]);
    const findings = reports.flatMap(({ findings: found = [] }) => found);
    expect(findings).toMatchObject([{ code: 'version.changed', findingCount: 1, recordSeqs: [changes[0]?.seq], reviewRequested: false }]);

    const scenesOf = (one: ReportPayload | undefined) => one?.risk.byStage?.map(({ scene, isActive }) => [scene, isActive]);
    expect(scenesOf(before.at(-1))).toEqual([['factory', true]]);
    expect(scenesOf(last)).toEqual(expect.arrayContaining([expect.arrayContaining(['factory', false]), ['rental', true]]));

    for (const one of before) expect(recomputed(one, records, factory), `report ${one.reportSeq}`).toMatchObject({ verdict: 'pass' });
    for (const one of after) expect(recomputed(one, records, rented), `report ${one.reportSeq}`).toMatchObject({ verdict: 'pass' });
    const [firstAfter] = after;
    const { robotClass10218, lifecycleStage } = illustrative.context;
    const contexts = [before.at(-1), last].map((one) => one?.risk.relativities.context);
    expect(contexts).toEqual([robotClass10218.I, lifecycleStage.firstUse]);
    expect(firstAfter && recomputed(firstAfter, records, factory).verdict).toBe('fail');
    expectAllOnce(system, 6);

    const store = openStore(system.storePath, { mayCreate: false });
    try {
      const [agent] = stateReceiver(store).agents;
      const addedMs = reports.map(addedMsOf).reduce((sum, ms) => sum.map((value, place) => value + (ms[place] ?? 0)));
      expect(agent).toMatchObject({ verdict: 'pass', usage: { operatingMsByEPhys: addedMs } });
      const changed = agent?.versionChanges.filter(({ name, from }) => name === 'context' && from !== null);
      expect(changed).toEqual([{ reportSeq: firstAfter?.reportSeq, name: 'context', from: hashOf(factory), to: hashOf(rented) }]);
      const period = { fromMs: 0, toMs: Date.parse('2100-01-01T00:00:00Z') };
      const priced = priceStatement(store, { tariffs: [seriesWith({ validFrom: '1970-01-01' })], period, inspections: [] });
      const lines = priced.agents[0]?.prices[0]?.lines.flatMap((line) => (line.kind === 'base' ? [] : [line])) ?? [];
      const pricedMs = (grade: number) => lines.filter((line) => line.cover === 'body' && line.grade === grade);
      for (const grade of Object.values(gradeOf)) {
        expect(pricedMs(grade).reduce((sum, { operatingMs }) => sum + operatingMs, 0)).toBe(addedMs[grade - 1]);
      }
    } finally {
      store.close();
    }
  });
});

describe('a site that is declared anew under a robot whose agent was killed', { timeout: 90_000 }, () => {
  it('has the hours of each declaration at its own grade in one report, which recomputes', async () => {
    const children: ChildAgent[] = [];
    await begin((setup) => {
      children.push(ChildAgent.ofOrder(setup));
      return children.at(-1) as ChildAgent;
    }, 100_000);
    await system.says('some of the period is on record', ({ counters }) => counters.operatingMs > 25_000);
    await children.at(-1)?.kill();
    declare(rented);
    await system.agent.start();
    await system.receipted(1);
    await system.stopAll();
    const { records, reports } = told();
    const [first] = reports;
    if (first === undefined) throw new Error('no report was closed');
    expect(gradesIn(first)).toEqual([gradeOf.factory, gradeOf.rented]);
    expect(first.versions.context).toBe(hashOf(rented));
    expect(first.findings?.map(({ code }) => code)).toContain('version.changed');
    for (const one of reports) expect(recomputed(one, records, rented), `report ${one.reportSeq}`).toMatchObject({ verdict: 'pass' });
    expectAllOnce(system, 1);
  });
});

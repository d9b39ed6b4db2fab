import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../agent/contract/schema.ts';
import { dayAggregate } from '../../agent/record/entries.ts';
import { tailRecordsMax } from '../../agent/record/recovery/inspect-ledger.ts';
import { openLedger } from '../../agent/record/recovery/open-ledger.ts';
import { longLedger, spoil, unsignedOpening } from '../support/long-ledger.ts';
import { timeAt } from '../support/telemetry.ts';
import { CommittedHistory } from './committed-history.ts';
import { FaultTrace } from './fault-trace.ts';
import { auditReopened, type Reopening } from './reopening-audit.ts';
import { Violations } from './violations.ts';

/** A world that has seen a long ledger grow. */
class World {
  readonly ledgerPath: string;
  readonly history: CommittedHistory;
  readonly violations: Violations;

  constructor(reportCount = 1) {
    this.ledgerPath = longLedger(tailRecordsMax + 300, reportCount);
    const trace = new FaultTrace(() => 0);
    this.history = new CommittedHistory(trace);
    this.violations = new Violations(trace, () => 0);
    const reader = new Database(this.ledgerPath, { readonly: true });
    this.history.observe(reader);
    reader.close();
  }

  /** Starts a process, which meets damage or does not; what was violated by then. */
  start({ meets = false, ...change }: Partial<Reopening> & { readonly meets?: boolean } = {}): string[] {
    const { ledger } = openLedger(unsignedOpening(this.ledgerPath));
    auditReopened({ ...this, tamperedBy: undefined, ...change });
    ledger.commit({});
    if (meets) {
      ledger.damage.meet({ cause: 'recordsDamaged', detail: 'record 7 does not fit its hashes' });
      expect(() => ledger.commit({})).toThrow('start again');
    }
    ledger.close();
    return this.violations.all.map(({ invariant, detail }) => `${invariant}: ${detail}`);
  }

  damageOldRecord(): void {
    spoil(this.ledgerPath, "UPDATE record SET jcs = '{' WHERE id = 8");
  }
}

describe('damage that a start overlooks', () => {
  it('stands until an epoch begins for it, and is its reason', () => {
    const world = new World();
    world.damageOldRecord();
    expect(world.start({ tamperedBy: 'corruptPage', meets: true })).toEqual([]);
    expect(world.history.standingDamage).toBe('corruptPage');
    expect(world.start({ isDamageNoted: true })).toEqual([]);
    expect([world.history.standingDamage, world.history.epochs.length]).toEqual([undefined, 2]);
  });

  it('stands over any number of starts, and must not be gone on with once it was noted', () => {
    const world = new World();
    world.damageOldRecord();
    expect([world.start({ tamperedBy: 'corruptPage' }), world.start()]).toEqual([[], []]);
    expect(world.start({ isDamageNoted: true })).toEqual(['lossIsStated: damage was noted, and epoch 0 goes on after corruptPage']);
  });
});

describe('a tampering that damaged nothing', () => {
  it('is no reason for an epoch that begins later', () => {
    const world = new World();
    expect(world.start({ tamperedBy: 'corruptPage', meets: true })).toEqual([]);
    expect(world.history.standingDamage).toBeUndefined();
    expect(world.start()).toEqual(['committedIsKept: epoch 1 began though nothing was wrong']);
  });
});

describe('a process that was killed before anybody was told of its last commit', () => {
  const dropped = (world: World, data: Readonly<Record<string, Json>>): void => {
    const { ledger } = openLedger(unsignedOpening(world.ledgerPath));
    ledger.append(dayAggregate(timeAt(0), { kind: 'periodic', replaces: [], ...data }));
    ledger.commit({});
    ledger.close();
    spoil(world.ledgerPath, 'DELETE FROM report WHERE reportSeq BETWEEN 2 AND 3');
  };

  it('may have dropped the reports that the aggregate in it names', () => {
    const world = new World(6);
    dropped(world, { droppedReports: { fromSeq: 2, toSeq: 3 } });
    expect(world.start()).toEqual([]);
    expect([...world.history.droppedReports]).toEqual([2, 3]);
  });

  it('may not have dropped others', () => {
    const world = new World(6);
    dropped(world, { droppedReports: { fromSeq: 2, toSeq: 2 } });
    expect(world.start()).toEqual(['committedIsKept: a report is gone']);
  });
});

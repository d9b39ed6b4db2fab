import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Ledger } from '../../agent/record/ledger.ts';
import { timeAt } from '../support/telemetry.ts';
import { Disk } from './disk.ts';
import { ModelStore, type StoreAnswers, type StoreStep } from './model-store.ts';

/** The simulation runs on SQLite alone; this keeps what it takes a commit to mean and what SQLite does the same thing. */
const steps: fc.Arbitrary<StoreStep> = fc.oneof(
  { weight: 6, arbitrary: fc.nat(99).map((n) => ({ kind: 'append', n }) as const) },
  { weight: 4, arbitrary: fc.nat(99).map((n) => ({ kind: 'commit', n }) as const) },
  { weight: 3, arbitrary: fc.constant({ kind: 'report' } as const) },
  { weight: 3, arbitrary: fc.nat(6).map((reportSeq) => ({ kind: 'receipt', reportSeq }) as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'kill' } as const) },
);
const histories = fc.array(steps, { maxLength: 40 });

const disks: Disk[] = [];
afterEach(() => {
  for (const disk of disks.splice(0)) disk.dispose();
});

/** SQLite as the simulation uses it: a kill copies the files, and the next life opens the copy. */
class SqliteStore {
  readonly #disk = new Disk();
  #ledger = this.#open();

  constructor() {
    disks.push(this.#disk);
  }

  /** Returns the record's canonical line, which the model cannot make. */
  append(n: number): void {
    this.#ledger.append({ type: 'test.step', time: timeAt(n), data: { n }, urgent: false });
  }

  commit(state: { readonly n: number }, report?: { readonly reportSeq: number; readonly jws: string }): void {
    this.#ledger.commit(report === undefined ? { state } : { state, report });
  }

  storeReceipt(reportSeq: number, jws: string): void {
    this.#ledger.outbox.storeReceipt({ reportSeq, jws });
  }

  kill(): void {
    this.#disk.snapshot();
    this.#ledger.close();
    this.#ledger = this.#open();
  }

  get reportCount(): number {
    return this.#ledger.outbox.counts().closedCount;
  }

  answers(): StoreAnswers {
    const { outbox } = this.#ledger;
    return {
      size: this.#ledger.size,
      pendingCount: this.#ledger.pendingCount,
      lines: [...this.#ledger.lines()].map((line) => String((JSON.parse(line) as { data: { n: number } }).data.n)),
      savedState: this.#ledger.savedState(),
      reports: this.#ledger.reports(),
      unreceipted: outbox.unreceipted(3),
      counts: outbox.counts(),
      lastReceipt: outbox.lastReceipt(),
    };
  }

  close(): void {
    this.#ledger.close();
  }

  #open(): Ledger {
    return new Ledger({ path: this.#disk.ledgerPath, agentId: 'agent', origin: 'live', epoch: 0, identity: {} });
  }
}

function run(step: StoreStep, model: ModelStore, sqlite: SqliteStore): void {
  if (step.kind === 'append') {
    model.append(String(step.n));
    sqlite.append(step.n);
  } else if (step.kind === 'commit') {
    model.commit({ n: step.n });
    sqlite.commit({ n: step.n });
  } else if (step.kind === 'report') {
    const reportSeq = sqlite.reportCount;
    model.commit({ n: -1 }, `report ${reportSeq}`);
    sqlite.commit({ n: -1 }, { reportSeq, jws: `report ${reportSeq}` });
  } else if (step.kind === 'receipt') {
    model.storeReceipt(step.reportSeq, `receipt ${step.reportSeq}`);
    sqlite.storeReceipt(step.reportSeq, `receipt ${step.reportSeq}`);
  } else {
    model.kill();
    sqlite.kill();
  }
}

describe('the ledger on SQLite and the ledger as arrays', () => {
  it('give the same answers after every step of any history', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const [model, sqlite] = [new ModelStore(), new SqliteStore()];
        for (const step of history) {
          run(step, model, sqlite);
          expect(sqlite.answers()).toEqual(model.answers());
        }
        sqlite.close();
      }),
      { numRuns: 40 },
    );
  });

  it('differ when one of them loses a commit', () => {
    const [model, sqlite] = [new ModelStore(), new SqliteStore()];
    const history: StoreStep[] = [{ kind: 'append', n: 1 }, { kind: 'commit', n: 2 }, { kind: 'report' }];
    for (const step of history) run(step, model, sqlite);
    model.append('3');
    model.commit({ n: 4 });
    expect(sqlite.answers()).not.toEqual(model.answers());
    sqlite.close();
  });
});

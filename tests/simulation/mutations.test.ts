import { rmSync, truncateSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sha256 } from '../../agent/evidence/hash.ts';
import { signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { Ledger } from '../../agent/record/ledger.ts';
import { Recorder } from '../../agent/record/recorder.ts';
import { LostRanges } from '../../agent/record/recovery/lost-ranges.ts';
import { Scrub } from '../../agent/record/recovery/scrub.ts';
import { Disk } from './disk.ts';
import type { LedgerWorld } from './ledger-world.ts';
import type { RobotWorld } from './robot-world.ts';
import { simulateAgent } from './simulate-agent.ts';
import { simulateLedger } from './simulate-ledger.ts';
import type { Invariant } from './violations.ts';
import { readWorldDocuments } from './world-documents.ts';

const documents = await readWorldDocuments();

afterEach(() => vi.restoreAllMocks());

/** A few hours with as many faults as a day has. */
const short = { seed: 3, hours: 3, intensityRatio: 8, documents } as const;

/** The invariants that a broken world violates, each once. */
function ofLedger(mutate: (world: LedgerWorld) => void): Invariant[] {
  return distinct(simulateLedger({ ...short, mutate }).violations);
}

async function ofAgent(mutate: (world: RobotWorld) => void): Promise<Invariant[]> {
  return distinct((await simulateAgent({ ...short, mutate })).violations);
}

const distinct = (violations: readonly { readonly invariant: Invariant }[]): Invariant[] => [
  ...new Set(violations.map(({ invariant }) => invariant)),
];

/** A disk that loses what it said was durable: the WAL is cut short at every kill. */
function forgetCommits(disk: { snapshot(): string; readonly ledgerPath: string; walBytes(): number }): void {
  const snapshot = disk.snapshot.bind(disk);
  disk.snapshot = () => {
    const left = snapshot();
    if (disk.walBytes() > 0) truncateSync(`${disk.ledgerPath}-wal`, 0);
    return left;
  };
}

describe('the same world unbroken', () => {
  it('violates nothing', async () => {
    expect(ofLedger(() => undefined)).toEqual([]);
    expect(await ofAgent(() => undefined)).toEqual([]);
  });
});

describe('a ledger that loses a commit', () => {
  it('is found at its next start', async () => {
    expect(ofLedger(({ disks }) => forgetCommits(disks.disk))).toContain('committedIsKept');
    expect(await ofAgent(({ disk }) => forgetCommits(disk))).toContain('committedIsKept');
  });

  it('is found when a receipt is what it loses', () => {
    const lost = ofLedger((world) => {
      const note = world.history.noteReceipt.bind(world.history);
      world.history.noteReceipt = (reportSeq, jws) => {
        note(reportSeq, jws);
        note(reportSeq + 1000, jws);
      };
    });
    expect(lost).toEqual(['committedIsKept']);
  });
});

describe('hours counted twice', () => {
  it('are found by the world’s own count', async () => {
    const minuteMs = 60_000;
    const ledger = ofLedger((world) => {
      const start = world.start.bind(world);
      world.start = (isBoot) => {
        const isUp = start(isBoot);
        const { life } = world;
        const step = life?.step.bind(life);
        if (life !== undefined && step !== undefined) life.step = (time, stretchMs, isStopped) => step(time, stretchMs * 2, isStopped);
        return isUp;
      };
    });
    expect(ledger).toContain('hoursAreThose');
    const agent = await ofAgent((world) => {
      const started = world.audit.started.bind(world.audit);
      world.audit.started = (process, bootId) => {
        started(process, bootId);
        const { meter } = process.agent.pipeline.state.aggregate;
        meter.counters = { ...meter.counters, powerOnMs: meter.counters.powerOnMs + minuteMs };
      };
    });
    expect(agent).toContain('nothingCountedTwice');
  });

  it('are found when the receiver takes a report in twice', () => {
    const doubled = ofLedger(({ receiver }) => {
      receiver.storedCount = 1;
    });
    expect(doubled).toEqual(['nothingCountedTwice']);
  });
});

describe('a receiver that forgets', () => {
  it('is found by the robot’s own reports', () => {
    const forgotten = ofLedger(({ receiver: { store } }) => {
      const all = store.reports.all.bind(store.reports);
      store.reports.all = (agentId) => all(agentId).filter(({ reportSeq }) => reportSeq !== 2);
    });
    expect(forgotten).toContain('receiverAgrees');
  });
});

describe('evidence that was changed', () => {
  it('is found by verifying everything at the end', () => {
    const lines = Ledger.prototype.lines;
    vi.spyOn(Ledger.prototype, 'lines').mockImplementation(function* changed(this: Ledger) {
      for (const line of lines.call(this)) yield line.replace('"powerOnMs":6', '"powerOnMs":7');
    });
    expect(ofLedger(() => undefined)).toEqual(['evidenceVerifies']);
  });
});

describe('commits that come too late', () => {
  it('are found by the loss bound, and by what must be durable at once', async () => {
    vi.spyOn(Recorder.prototype, 'commitDue', 'get').mockReturnValue(false);
    const late = await ofAgent(() => undefined);
    expect(late).toEqual(expect.arrayContaining(['urgentIsDurable', 'lossBoundHolds']));
  });
});

describe('a loss that is not stated', () => {
  it('is found when a new epoch says that nothing is gone', () => {
    vi.spyOn(LostRanges.prototype, 'ranges', 'get').mockReturnValue([]);
    const silent = ofLedger((world) => {
      const planned = { how: 'databaseLost' as const };
      Object.defineProperty(world.tamperer, 'planned', { get: () => planned.how, set: () => undefined });
    });
    expect(silent).toContain('lossIsStated');
  });

  it('is found when an epoch begins for no reason', () => {
    const begun = ofLedger((world) => {
      world.tamperer.beforeStart = () => {
        for (const ending of ['', '-wal']) rmSync(`${world.disks.disk.ledgerPath}${ending}`, { force: true });
        return undefined;
      };
    });
    expect(begun).toContain('committedIsKept');
  });
});

/** A stop each minute, so that records grow old within hours; then one of them is spoiled. */
function spoilOldRecords(world: LedgerWorld): void {
  const start = world.start.bind(world);
  world.start = (isBoot) => {
    const isUp = start(isBoot);
    const { life } = world;
    const step = life?.step.bind(life);
    if (life !== undefined && step !== undefined) life.step = (time, stretchMs) => step(time, stretchMs, true);
    return isUp;
  };
  world.tamperer.planned = 'oldRecord';
}

describe('an old record that was spoiled', { timeout: 120_000 }, () => {
  const long = { seed: 3, hours: 30, intensityRatio: 2, documents, mutate: spoilOldRecords } as const;

  it('is found by the scrub, and stated', () => {
    const { violations, faults } = simulateLedger(long);
    expect(violations).toEqual([]);
    expect(faults).toMatchObject({ 'tamper.oldRecord': 1, 'kill.damageFound': 1 });
  });

  it('stays unnoticed without one, until somebody verifies everything', () => {
    vi.spyOn(Scrub.prototype, 'scrub').mockReturnValue(false);
    const { violations, faults } = simulateLedger(long);
    expect(faults).toMatchObject({ 'tamper.oldRecord': expect.any(Number) });
    expect(distinct(violations)).toEqual(['evidenceVerifies']);
  });
});

describe('delivery that never ends', () => {
  it('is found once faults have stopped', () => {
    const stuck = ofLedger((world) => {
      world.deliver = () => undefined;
    });
    expect(stuck).toContain('progressAfterFaults');
  });
});

describe('a start that is not on record', () => {
  it('is found by counting them', () => {
    const unstated = ofLedger(({ history }) => {
      Object.defineProperty(history.countByType, 'agent.started', { get: () => 0, set: () => undefined });
    });
    expect(unstated).toEqual(['restartIsStated']);
  });
});

describe('limits that are not kept', () => {
  it('are found in memory and on the disk', () => {
    vi.spyOn(Ledger.prototype, 'pendingCount', 'get').mockReturnValue(5_000);
    vi.spyOn(Disk.prototype, 'usedBytes').mockReturnValue(1e12);
    expect(ofLedger(() => undefined)).toEqual(['memoryBounded', 'diskBounded']);
  });
});

describe('a report that is not there', () => {
  it('is found by the numbers of the others', () => {
    const reports = Ledger.prototype.reports;
    vi.spyOn(Ledger.prototype, 'reports').mockImplementation(function holed(this: Ledger) {
      return reports.call(this).filter(({ reportSeq }) => reportSeq !== 1);
    });
    expect(ofLedger(() => undefined)).toEqual(expect.arrayContaining(['reportSeqContiguous', 'committedIsKept', 'receiverAgrees']));
  });
});

describe('a start that needs a hand', () => {
  it('is found when the ledger is not the agent’s own', () => {
    const foreign = ofLedger((world) => {
      const { key } = world;
      const other = signingKeyFromSeed(sha256('another robot'));
      Object.defineProperty(world, 'key', { get: () => (world.poweredMs > 1_800_000 && world.poweredMs < 5_400_000 ? other : key) });
    });
    expect(foreign).toContain('startsWithoutAHand');
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LedgerRecord } from '../../agent/contract/record.ts';
import { chainNext, chainStart } from '../../agent/evidence/chain.ts';
import { prefixed } from '../../agent/evidence/hash.ts';
import { seededRandom } from '../support/replayed.ts';
import { agentId, ledgerName, openUnderTest } from './ledger-under-test.ts';

/** What a campaign of kills tried and found. */
export interface KillTally {
  /** Processes ended by SIGKILL; those that fell before their process had opened the ledger are counted here too. */
  killCount: number;
  earlyKillCount: number;
  /** Durable operations acknowledged. */
  acknowledgedCount: number;
  /** Processes that found an operation no line was printed for: the kill fell between its sync and the line. */
  aheadCount: number;
  readonly violations: string[];
}

export interface KillOptions {
  readonly seed: number;
  readonly killCount: number;
}

/** A new ledger after so many kills: what is tried is the kill, not a large file. */
const killsPerLedger = 90;
const acksMax = 30;
/** Of the kills, those by the clock: they fall into the start of a process, into its recovery of the log. */
const earlyRatio = 0.2;
const earlyMsMax = 450;
const writer = fileURLToPath(new URL('ledger-writer.ts', import.meta.url));

/**
 * Kills a process that writes a ledger, again and again, and starts it again on what is left.
 * ```
 *  writer ─"ack n"─▶ this ─SIGKILL─▶ writer's next life ─"found n"─▶ compared ─▶ tally
 * ```
 */
export async function runKillCampaign({ seed, killCount }: KillOptions): Promise<KillTally> {
  const tally: KillTally = { killCount: 0, earlyKillCount: 0, acknowledgedCount: 0, aheadCount: 0, violations: [] };
  const random = seededRandom(seed);
  while (tally.killCount < killCount) {
    const directory = mkdtempSync(join(tmpdir(), 'kills-'));
    const one = new KilledLedger(join(directory, ledgerName), tally);
    for (let kill = 0; kill < killsPerLedger && tally.killCount < killCount; kill++) await one.kill(random);
    one.checkWhole();
    rmSync(directory, { recursive: true });
  }
  return tally;
}

/** Records, reports and receipts. */
type Progress = readonly [number, number, number];

class KilledLedger {
  readonly #path: string;
  readonly #tally: KillTally;
  #acknowledged: Progress = [0, 0, 0];

  constructor(path: string, tally: KillTally) {
    this.#path = path;
    this.#tally = tally;
  }

  /** One life of the writer. */
  async kill(random: () => number): Promise<void> {
    const isEarly = random() < earlyRatio;
    const ackCount = isEarly ? Number.POSITIVE_INFINITY : Math.floor(random() * acksMax);
    const child = spawn(process.execPath, [writer, this.#path], {
      stdio: ['ignore', 'pipe', 'pipe'],
      killSignal: 'SIGKILL',
      ...(isEarly ? { timeout: 1 + Math.floor(random() * earlyMsMax) } : {}),
    });
    let problem = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      problem += text;
    });
    const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    let lineCount = 0;
    for await (const line of createInterface(child.stdout)) {
      this.#read(line);
      if (lineCount++ === ackCount) child.kill('SIGKILL');
    }
    const [, signal] = await ended;
    if (signal !== 'SIGKILL') this.#violate(`ended by itself: ${problem}`);
    this.#tally.killCount++;
    if (lineCount === 0) this.#tally.earlyKillCount++;
  }

  /** The whole ledger by a reading of our own: every record once, in order, chained from the first to the head. */
  checkWhole(): void {
    const { ledger } = openUnderTest(this.#path);
    const numbers: unknown[] = [];
    let head: Buffer = chainStart(agentId, ledger.epoch);
    for (const line of ledger.lines()) {
      head = chainNext(head, line);
      const { type, data } = JSON.parse(line) as LedgerRecord;
      if (type === 'test.record') numbers.push(data.number);
    }
    if (numbers.length < this.#acknowledged[0]) this.#violate(`${numbers.length} records of ${this.#acknowledged[0]} acknowledged`);
    if (numbers.some((number, index) => number !== index)) this.#violate('records are missing, doubled or out of order');
    if (prefixed(head) !== ledger.head().head) this.#violate('the chain does not end in the head');
    ledger.close();
  }

  #read(line: string): void {
    const [word, ...counts] = line.split(' ');
    if (word === 'began') this.#violate(`a new epoch after a kill: ${line}`);
    else if (word === 'found') this.#compare(counts.map(Number));
    else {
      this.#acknowledged = counts.map(Number) as unknown as Progress;
      this.#tally.acknowledgedCount++;
    }
  }

  #compare([stateCount = -1, ...found]: readonly number[]): void {
    const isBehind = this.#acknowledged.some((count, index) => (found[index] ?? -1) < count);
    if (isBehind) this.#violate(`${this.#acknowledged} was acknowledged, ${found} is there`);
    if (stateCount !== found[0]) this.#violate(`half a transaction: ${found[0]} records, and the state of ${stateCount}`);
    if (found.some((count, index) => count > (this.#acknowledged[index] ?? 0))) this.#tally.aheadCount++;
  }

  #violate(what: string): void {
    this.#tally.violations.push(`kill ${this.#tally.killCount}: ${what}`);
  }
}

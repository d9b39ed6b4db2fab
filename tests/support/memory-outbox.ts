import type { Outbox, OutboxCounts, OutboxReport } from '../../agent/contract/outbox.ts';
import { reportKind, signEnvelope } from '../../agent/evidence/envelope.ts';
import type { SigningKey } from '../../agent/evidence/keys.ts';

/** An outbox without a disk. `onChange` is called after every change, for tests that wait for one. */
export class MemoryOutbox implements Outbox {
  readonly receipts = new Map<number, string>();
  readonly #reports: OutboxReport[] = [];
  readonly #key: SigningKey;
  readonly #onChange: () => void;
  /** When set, storing a receipt throws it: a full disk. */
  storeError: Error | undefined;
  /** When set, every read throws it: a bad sector. */
  readError: Error | undefined;
  storedCount = 0;

  constructor(key: SigningKey, onChange: () => void = () => undefined) {
    this.#key = key;
    this.#onChange = onChange;
  }

  /** Closes so many further reports; `fillerChars` makes them larger. */
  close(count = 1, fillerChars = 0): readonly OutboxReport[] {
    const first = this.#reports.length;
    for (let reportSeq = first; reportSeq < first + count; reportSeq++) {
      const payload = { agentId: this.#key.kid, epoch: 0, reportSeq, filler: 'x'.repeat(fillerChars) };
      this.#reports.push({ reportSeq, jws: signEnvelope({ payload, key: this.#key, ...reportKind }) });
    }
    this.#onChange();
    return this.#reports.slice(first);
  }

  unreceipted(countMax: number): readonly OutboxReport[] {
    this.#read();
    return this.#reports.filter(({ reportSeq }) => !this.receipts.has(reportSeq)).slice(0, countMax);
  }

  report(reportSeq: number): OutboxReport | undefined {
    this.#read();
    return this.#reports[reportSeq];
  }

  storeReceipt({ reportSeq, jws }: OutboxReport): void {
    if (this.storeError !== undefined) throw this.storeError;
    this.storedCount++;
    this.receipts.set(reportSeq, jws);
    this.#onChange();
  }

  counts(): OutboxCounts {
    this.#read();
    return { closedCount: this.#reports.length, receiptedCount: this.receipts.size };
  }

  #read(): void {
    if (this.readError !== undefined) throw this.readError;
  }
}

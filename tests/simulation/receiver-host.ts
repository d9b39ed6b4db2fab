import { sha256 } from '../../agent/evidence/hash.ts';
import type { SigningKey } from '../../agent/evidence/keys.ts';
import { signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import type { Answer } from '../../receiver/ingest/answer.ts';
import { Reception } from '../../receiver/reception.ts';
import { openStore, type ReceiverStore } from '../../receiver/store/open-store.ts';
import { enrolmentOf } from '../support/receiver-fixture.ts';

export const receiverSigningKey: SigningKey = signingKeyFromSeed(sha256('receiver of the simulation'));
export const tenant = 'fleet';

/**
 * The receiver that ships, without its broker: verification, store (SQLite in memory) and acknowledgement are the real ones.
 * Its process may be down, and may die between storing a report and answering; its store is durable by its own tests.
 */
export class ReceiverHost {
  readonly store: ReceiverStore = openStore(':memory:', { mayCreate: true });
  readonly agentId: string;
  isUp = true;
  /** Answers of the next so many reports are lost with the process that should have sent them. */
  answersLostCount = 0;
  storedCount = 0;
  repeatedCount = 0;
  readonly #reception: Reception;

  constructor(agentKey: SigningKey) {
    this.agentId = agentKey.kid;
    this.store.agents.enrol(enrolmentOf(agentKey), tenant, 0);
    this.#reception = new Reception({
      store: this.store,
      key: receiverSigningKey,
      tenants: [{ name: tenant, demo: false }],
      emit: ({ code }) => {
        if (code === 'receiver/report-stored') this.storedCount++;
        if (code === 'receiver/report-repeated') this.repeatedCount++;
      },
    });
  }

  receive(topic: string, payload: string, receivedMs: number): readonly Answer[] {
    if (!this.isUp) return [];
    const answers = this.#reception.receive(topic, Buffer.from(payload), receivedMs);
    if (this.answersLostCount === 0) return answers;
    this.answersLostCount--;
    return [];
  }
}

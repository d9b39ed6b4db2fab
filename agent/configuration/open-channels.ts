import type { Logger } from '../contract/logger.ts';
import type { Outbox } from '../contract/outbox.ts';
import type { Clock } from '../contract/time.ts';
import type { UsageExport } from '../contract/usage-export.ts';
import { readKeyRegistry } from '../evidence/key-registry.ts';
import { MqttChannel } from '../report/mqtt-channel.ts';
import type { AgentConfiguration } from './agent-schema.ts';
import { pathFrom } from './path-from.ts';
import { readDocumentText } from './read-document.ts';

export interface ChannelSetup {
  readonly configuration: AgentConfiguration;
  readonly folder: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly receiptWaitMs?: number;
  /** Usage as it stands, for the recipients that want it. */
  readonly usage?: () => UsageExport;
  /** Of the ledger; 0 unless said. */
  readonly epoch?: number;
}

/** One channel per recipient, its receiver's keys pinned; throws ConfigError for a key file that cannot be read. */
export async function openChannels(setup: ChannelSetup, kid: string, outbox: Outbox): Promise<MqttChannel[]> {
  const { configuration, folder, clock, random, logger, receiptWaitMs, epoch = 0, usage } = setup;
  const beside = (path: string): string => pathFrom(folder, path);
  return Promise.all(
    configuration.recipients.map(async ({ id, url, tenant, keys, username, passwordFile, usage: wantsUsage }) => {
      const password = passwordFile === undefined ? undefined : (await readDocumentText(beside(passwordFile))).trim();
      return new MqttChannel({
        recipientId: id,
        url,
        tenant,
        agentId: kid,
        kid,
        epoch,
        outbox,
        usage: wantsUsage === true ? usage : undefined,
        receiverKeys: readKeyRegistry(await readDocumentText(beside(keys)), keys),
        clock,
        random,
        logger,
        ...(receiptWaitMs === undefined ? {} : { limits: { receiptWaitMs } }),
        ...(username === undefined ? {} : { credentials: { username, ...(password === undefined ? {} : { password }) } }),
      });
    }),
  );
}

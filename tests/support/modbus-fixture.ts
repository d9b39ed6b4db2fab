import { Ajv } from 'ajv';
import { readProfile } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import type { Source } from '../../agent/contract/driver.ts';
import type { Clock } from '../../agent/contract/time.ts';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import modbus, { type ModbusOptions } from '../../drivers/modbus/index.ts';
import type { ModbusServer } from './modbus-server.ts';

/** Options as the schema fills them in; throws where the schema refuses them. */
export function modbusOptions(written: object): ModbusOptions {
  const options = structuredClone(written);
  const validate = new Ajv({ useDefaults: true }).compile(modbus.optionsSchema);
  if (!validate(options)) throw new Error(JSON.stringify(validate.errors));
  return options as ModbusOptions;
}

/** Opens the driver on a shipped profile, with the real reader of documents. */
export async function openModbus(profileName: string, written: object, clock: Clock = createSystemClock()): Promise<Source> {
  const { value: profile } = await readProfile(profileName);
  return modbus.open(modbusOptions(written), { sourceId: 'arm', profile, clock, readDocument });
}

/** A UR arm at work: joints under way, warm, running, nothing wrong. */
export function fillAsUr(server: ModbusServer): void {
  server.set('holding', 258, [7]);
  server.set('holding', 260, [1, 0, 0]);
  server.set('holding', 266, [1]);
  server.set('holding', 270, [0, -1500, 1500, -1571, -1, 3100]);
  server.set('holding', 280, [100, -100, 0, 0, 0, 1]);
  server.set('holding', 290, [1200, -2500, 900, 300, 250, 100]);
  server.set('holding', 300, [31, 32, 33, 35, 36, 38]);
  server.set('holding', 310, [253, 253, 253, 253, 253, 253]);
  server.set('holding', 450, [2100]);
}

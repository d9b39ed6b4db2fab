import { Ajv } from 'ajv';
import { readProfile } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import type { Source } from '../../agent/contract/driver.ts';
import type { Clock } from '../../agent/contract/time.ts';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import type { Link } from '../../drivers/serial/bus/serial-port.ts';
import serial, { type SerialOptions } from '../../drivers/serial/index.ts';
import type { FarEnd } from './serial-pty.ts';

/** Options as the schema fills them in; throws where the schema refuses them. */
export function serialOptions(written: object): SerialOptions {
  const options = structuredClone(written);
  const validate = new Ajv({ useDefaults: true }).compile(serial.optionsSchema);
  if (!validate(options)) throw new Error(JSON.stringify(validate.errors));
  return options as SerialOptions;
}

/** Opens the driver on a shipped profile, with the real reader of documents. */
export async function openSerial(written: object, { profile = 'ur3e', clock = createSystemClock() as Clock } = {}): Promise<Source> {
  const { value } = await readProfile(profile);
  return serial.open(serialOptions(written), { sourceId: 'bus', profile: value, clock, readDocument });
}

/** A link without a port: what is written goes to the far end, what it sends comes back at once or when it likes. */
export class WireLink implements Link {
  readonly #end = new AbortController();
  readonly written: Uint8Array[] = [];
  readonly #farEnd: FarEnd;
  #take: (bytes: Uint8Array) => void = () => undefined;

  constructor(farEnd: FarEnd = () => undefined) {
    this.#farEnd = farEnd;
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  write(bytes: Uint8Array): void {
    this.written.push(bytes);
    this.#farEnd(bytes, (answer) => this.send(answer));
  }

  send(bytes: Uint8Array): void {
    this.#take(bytes);
  }

  onBytes(take: (bytes: Uint8Array) => void): void {
    this.#take = take;
  }

  async close(): Promise<void> {
    this.#end.abort('closed');
  }
}

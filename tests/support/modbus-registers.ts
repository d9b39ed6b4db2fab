import { quality } from '../../agent/contract/frame.ts';
import type { Message } from '../../agent/contract/message.ts';
import { decodeAnswer } from '../../drivers/serial-protocols/modbus/decode-answer.ts';
import type { RegisterBlock } from '../../drivers/serial-protocols/modbus/read-request.ts';
import { RegisterDevice } from '../../drivers/serial-protocols/modbus/register-device.ts';
import type { RegisterMap } from '../../drivers/serial-protocols/modbus/register-map.ts';
import { timeAt } from './telemetry.ts';

/** Asks a device for a block of registers; its answer is one RTU frame. */
export type AskRtu = (block: RegisterBlock) => Uint8Array;

/** One value of one round, in house units; `part` counts the parts of its component. */
export interface ReadCell {
  readonly component: string;
  readonly signal: string;
  readonly part: number;
  readonly value: number;
}

/** Every value one round over this map reads; throws where a block is refused or a value is missing. */
export function cellCopies(map: RegisterMap, ask: AskRtu): ReadCell[] {
  return roundOf(map, ask).cells;
}

/** Every message one round over this map says. */
export function messagesOf(map: RegisterMap, ask: AskRtu): Message[] {
  return roundOf(map, ask).messages;
}

function roundOf(map: RegisterMap, ask: AskRtu): { cells: ReadCell[]; messages: Message[] } {
  const jointNames = Array.from({ length: map.jointCountMax }, (_, index) => `joint${index}`);
  const device = new RegisterDevice({ sourceId: 'arm', map, jointNames, pollMs: 100 });
  for (const block of device.begin()) {
    const answer = decodeAnswer(ask(block).subarray(1, -2), block);
    if (answer.kind !== 'registers') throw new Error(`${block.count} of ${block.table} at ${block.at}: ${answer.text}`);
    device.take(block, answer.registers);
  }
  const cells: ReadCell[] = [];
  const messages: Message[] = [];
  device.pour(timeAt(0), {
    frame: ({ layout, values, quality: qualities }) => {
      values.forEach((value, index) => {
        if (qualities[index] !== quality.good) throw new Error(`cell ${index} of ${layout.component} is not good`);
        const signal = layout.signals[Math.floor(index / layout.parts.length)] ?? '';
        cells.push({ component: layout.component, signal, part: index % layout.parts.length, value });
      });
      return true;
    },
    message: (message) => messages.push(message) > 0,
  });
  return { cells, messages };
}

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { RegisterTable } from '../../drivers/serial-protocols/modbus/read-request.ts';
import type { Watched } from './watched.ts';

/** How the device behaves from now on. */
export type DeviceMood =
  | 'well'
  | 'frozen'
  | 'wrongTransaction'
  | 'garbled'
  | { readonly exception: number }
  | { readonly lateAnswers: number };

export interface ModbusRequest {
  readonly unitId: number;
  readonly functionCode: number;
  readonly at: number;
  readonly count: number;
}

const requestBytes = 12;

/**
 * ```
 *  client ─▶ twelve-byte reads ─▶ mood ─▶ registers, an exception, something wrong, or nothing
 * ```
 * A Modbus TCP device on loopback. What is not in its registers is answered by exception 2, as real controllers do.
 */
export class ModbusServer {
  mood: DeviceMood = 'well';
  readonly requests: ModbusRequest[] = [];
  /** Bytes that were no read request; a test holds that there are none. */
  readonly strangeBytes: Buffer[] = [];
  connectionCount = 0;
  readonly #tables: Readonly<Record<RegisterTable, Map<number, number>>> = { holding: new Map(), input: new Map() };
  readonly #sockets = new Set<Socket>();
  readonly #watched: Watched;
  #held: (() => void)[] = [];
  #server: Server | undefined;
  #portAgain = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  get port(): number {
    return this.#portAgain;
  }

  get openCount(): number {
    return this.#sockets.size;
  }

  /** Sets registers in a row, as 16-bit words; negative ones in two's complement. */
  set(table: RegisterTable, at: number, words: readonly number[]): void {
    for (const [index, word] of words.entries()) this.#tables[table].set(at + index, word & 0xffff);
  }

  /** Sets floats in a row, two registers each, high word first. */
  setFloats(table: RegisterTable, at: number, values: readonly number[]): void {
    const view = new DataView(new ArrayBuffer(4));
    for (const [index, value] of values.entries()) {
      view.setFloat32(0, value);
      this.set(table, at + index * 2, [view.getUint16(0), view.getUint16(2)]);
    }
  }

  /** Begins to listen: on a free port the first time, after a reboot on the same one. */
  async start(): Promise<number> {
    const server = createServer((socket) => this.#serve(socket));
    server.listen(this.#portAgain, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    const address = server.address();
    this.#portAgain = typeof address === 'object' && address !== null ? address.port : 0;
    return this.#portAgain;
  }

  /** Cuts every connection; new ones are taken. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts every connection and listens no more. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.drop();
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  /** Sends the answers that were kept back. */
  releaseAnswers(): void {
    for (const send of this.#held.splice(0)) send();
  }

  #serve(socket: Socket): void {
    this.connectionCount++;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#watched.note();
    });
    let waiting = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      for (; waiting.length >= requestBytes; waiting = waiting.subarray(requestBytes))
        this.#take(socket, waiting.subarray(0, requestBytes));
      this.#watched.note();
    });
    this.#watched.note();
  }

  #take(socket: Socket, bytes: Buffer): void {
    const request = {
      unitId: bytes.readUInt8(6),
      functionCode: bytes.readUInt8(7),
      at: bytes.readUInt16BE(8),
      count: bytes.readUInt16BE(10),
    };
    this.requests.push(request);
    const isRead = bytes.readUInt32BE(2) === 6 && (request.functionCode === 3 || request.functionCode === 4);
    if (!isRead) this.strangeBytes.push(Buffer.from(bytes));
    if (this.mood === 'frozen') return;
    const answer = this.#answer(bytes.readUInt16BE(0), request);
    const keepBack = typeof this.mood === 'object' && 'lateAnswers' in this.mood && this.#held.length < this.mood.lateAnswers;
    if (keepBack) this.#held.push(() => socket.write(answer));
    else socket.write(answer);
  }

  #answer(transactionId: number, request: ModbusRequest): Buffer {
    const { mood } = this;
    if (mood === 'garbled') return Buffer.from([0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9, 0xf8, 0xf7, 0xf6, 0xf5]);
    const pdu = typeof mood === 'object' && 'exception' in mood ? exceptionOf(request, mood.exception) : this.#registers(request);
    const header = Buffer.alloc(7);
    header.writeUInt16BE(mood === 'wrongTransaction' ? transactionId ^ 0x5555 : transactionId, 0);
    header.writeUInt16BE(pdu.length + 1, 4);
    header.writeUInt8(request.unitId, 6);
    return Buffer.concat([header, pdu]);
  }

  #registers(request: ModbusRequest): Buffer {
    const words = this.#tables[request.functionCode === 3 ? 'holding' : 'input'];
    const pdu = Buffer.alloc(2 + request.count * 2);
    pdu.set([request.functionCode, request.count * 2]);
    for (let index = 0; index < request.count; index++) {
      const word = words.get(request.at + index);
      if (word === undefined) return exceptionOf(request, 2);
      pdu.writeUInt16BE(word, 2 + index * 2);
    }
    return pdu;
  }
}

function exceptionOf({ functionCode }: ModbusRequest, code: number): Buffer {
  return Buffer.from([functionCode | 0x80, code]);
}

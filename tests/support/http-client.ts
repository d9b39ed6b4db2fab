import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export interface Answer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly deadline: AbortSignal;
}

/** Asks over a real socket; unlike fetch it may lie about its Host. Resolves with the headers, the body still flowing. */
export function ask(url: string, { method = 'GET', headers = {}, deadline }: Question): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers, signal: deadline, agent: false }, resolve).on('error', reject).end();
  });
}

/** The whole answer. */
export async function get(url: string, question: Question): Promise<Answer> {
  const response = await ask(url, question);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { statusCode: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
}

export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** Server-sent events, one by one; what begins with a colon is an event named `comment`. */
export async function* eventsOf(response: AsyncIterable<unknown>): AsyncGenerator<ServerEvent> {
  let rest = '';
  for await (const chunk of response) {
    const blocks = (rest + String(chunk)).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield eventOf(block);
  }
}

function eventOf(block: string): ServerEvent {
  const field = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
  if (block.startsWith(':')) return { event: 'comment', data: block.slice(1).trim() };
  return block.startsWith('retry') ? { event: 'retry', data: field('retry') } : { event: field('event'), data: field('data') };
}

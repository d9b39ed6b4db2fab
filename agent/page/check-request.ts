/** Why a request is not answered, or undefined when it is. */
export interface Refusal {
  readonly statusCode: 405 | 421;
  readonly text: string;
}

export interface RequestLine {
  readonly method: string | undefined;
  /** The Host header: under which name the browser believes to have found us. */
  readonly host: string | undefined;
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];
const addressLiteral = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;

/** Whether nothing but this machine can reach a server bound to this host. */
export const isLoopback = (host: string): boolean => ['127.0.0.1', '::1', 'localhost'].includes(host);

/** How a host is written in a URL. */
export const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/**
 * Only GET, and only under a name that is ours: a foreign site that points its own name at 127.0.0.1 (DNS rebinding) would
 * otherwise read the page as its own. An address is no name that can be pointed anywhere, so that a remote binding takes any.
 */
export function checkRequest({ method, host }: RequestLine, boundHost: string): Refusal | undefined {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '');
  const isOurs = loopbackNames.includes(name) || name === urlHost(boundHost).toLowerCase();
  const isAddress = !isLoopback(boundHost) && addressLiteral.test(name);
  if (!isOurs && !isAddress) {
    return { statusCode: 421, text: `This page is not served as "${name}". Open it by the address that the agent printed.\n` };
  }
  if (method !== 'GET') return { statusCode: 405, text: 'This page only shows; it takes GET and nothing else.\n' };
  return undefined;
}

import type { LinkFailure, LinkFailureKind } from './broker-link.ts';

const versionCodes = new Set([1, 132]);
const credentialCodes = new Set([4, 5, 134, 135, 138, 140]);
const takenOverCodes = new Set([142]);
const tlsCode = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|EPROTO|CRL_)/;

/** What an error of mqtt.js or of its socket means: CONNACK codes are numbers, codes of sockets and TLS are words. */
export function linkFailureOf(error: Error & { readonly code?: unknown }, isConnected: boolean): LinkFailure {
  const { code } = error;
  if (typeof code === 'number' && !isConnected) return { kind: refusalOf(code), text: error.message };
  if (typeof code === 'string') {
    const kind = tlsCode.test(code) ? 'certificate' : isConnected ? 'closed' : 'unreachable';
    return { kind, text: withCode(error.message, code) };
  }
  if (/keepalive timeout/i.test(error.message)) return { kind: 'closed', text: 'the broker stopped answering pings' };
  return { kind: 'protocolError', text: error.message };
}

/** Why an MQTT 5 broker says goodbye: the reason code of its DISCONNECT, and its words if it has any. */
export function disconnectFailureOf(reason = 0, text = `reason ${reason}`): LinkFailure {
  if (takenOverCodes.has(reason)) return { kind: 'takenOver', text: 'somebody else connected with the same client id' };
  return { kind: 'closed', text: `the broker said goodbye: ${text}` };
}

function refusalOf(connackCode: number): LinkFailureKind {
  if (versionCodes.has(connackCode)) return 'versionRefused';
  return credentialCodes.has(connackCode) ? 'credentials' : 'refused';
}

// An AggregateError of several addresses tried has no message of its own.
function withCode(message: string, code: string): string {
  return message.includes(code) || message === '' ? message || code : `${message} (${code})`;
}

/** What a failure asks for: a stable log code, whether waiting longer is all that helps, and what a person could do. */
export interface FailureAdvice {
  readonly code: string;
  /** The reason stays until a person changes something. */
  readonly isStanding: boolean;
  readonly remedy: string;
}

export const failureAdvice: Readonly<Record<LinkFailureKind, FailureAdvice>> = {
  unreachable: {
    code: 'report/mqtt-unreachable',
    isStanding: false,
    remedy: 'check that the broker runs and that host and port are right',
  },
  noConnack: { code: 'report/mqtt-no-connack', isStanding: false, remedy: 'check that an MQTT broker listens on this port, and its log' },
  noAnswer: { code: 'report/mqtt-no-answer', isStanding: false, remedy: 'check that an MQTT broker listens on this port and is not stuck' },
  versionRefused: { code: 'report/mqtt-version-refused', isStanding: false, remedy: 'the broker must speak MQTT 5 or 3.1.1' },
  credentials: {
    code: 'report/mqtt-credentials-refused',
    isStanding: true,
    remedy: 'check user name, password and the broker’s access list; a changed passwordFile is read at the next start',
  },
  certificate: {
    code: 'report/mqtt-certificate-refused',
    isStanding: true,
    remedy: 'check the certificates, their dates and the host name',
  },
  refused: { code: 'report/mqtt-refused', isStanding: false, remedy: 'see the log of the broker' },
  subscription: {
    code: 'report/mqtt-subscription-refused',
    isStanding: true,
    remedy: 'let this agent read its receipt and request topics in the broker’s access list',
  },
  takenOver: {
    code: 'report/mqtt-taken-over',
    isStanding: true,
    remedy: 'find the second machine with this robot’s key: two must not share one identity',
  },
  protocolError: { code: 'report/mqtt-protocol-error', isStanding: false, remedy: 'see the log of the broker' },
  pubackTimeout: { code: 'report/mqtt-stalled', isStanding: false, remedy: 'the connection is rebuilt; see the log of the broker' },
  outboxUnreadable: {
    code: 'report/outbox-unreadable',
    isStanding: false,
    remedy: 'check the disk of record.directory; it is tried again',
  },
  closed: { code: 'report/mqtt-closed', isStanding: false, remedy: 'see the log of the broker' },
};

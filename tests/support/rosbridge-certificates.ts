import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, as PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** Certificate of the authority that signed the two. */
  readonly ca: string;
  /** For the name `bridge.example` and no address. */
  readonly server: KeyPair;
  readonly client: KeyPair;
}

/** True where `openssl` is on PATH; tests with certificates are skipped by name elsewhere. */
export const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Makes an authority with one server and one client, valid for two days. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'robot-risk-certificates-'));
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const read = (name: string): KeyPair => ({
    cert: readFileSync(join(folder, `${name}.pem`), 'utf8'),
    key: readFileSync(join(folder, `${name}.key`), 'utf8'),
  });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const sign = (name: string, extension: string): KeyPair => {
    writeFileSync(join(folder, 'extension'), extension);
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', 'request', '-subj', `/CN=${name}`);
    const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    openssl('x509', '-req', '-in', 'request', '-out', `${name}.pem`, '-days', '2', '-extfile', 'extension', ...authority);
    return read(name);
  };
  try {
    openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=ca', '-days', '2');
    const server = sign('server', 'subjectAltName=DNS:bridge.example');
    return { ca: read('ca').cert, server, client: sign('client', 'extendedKeyUsage=clientAuth') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

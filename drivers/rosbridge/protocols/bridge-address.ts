/** Where a bridge is and how it is talked to, read and checked. */
export interface BridgeAddress {
  readonly url: string;
  readonly connectMs: number;
  readonly payloadBytesMax: number;
  /** Time between pings; a pong that stays away for as long again ends the connection. */
  readonly pingMs: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Contents, not paths. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly serverName?: string };
}

import { canonicalJson } from './canonical-json.ts';
import { sha256 } from './hash.ts';

const CHAIN_DOMAIN = 'rra/chain/v1\n';
/** Domain byte of the chain; 0x00 and 0x01 are the Merkle tree's leaves and nodes (RFC 6962). */
const LINK_BYTE = Buffer.of(0x02);

/** Hex digits of the chain head that the next record repeats as its `link`. */
export const linkHexCount = 16;

/** The chain head before the first record of an epoch: SHA-256("rra/chain/v1\n" ‖ jcs({agent, epoch})) (risk model §6.3). */
export function chainStart(agentId: string, epoch: number): Buffer {
  return sha256(CHAIN_DOMAIN + canonicalJson({ agent: agentId, epoch }));
}

/** The chain head after one more record: SHA-256(0x02 ‖ head ‖ SHA-256(jcs)) (risk model §6.3). */
export function chainNext(head: Uint8Array, jcs: string | Uint8Array): Buffer {
  return sha256(Buffer.concat([LINK_BYTE, head, sha256(jcs)]));
}

/** The `link` of the record that follows this head. */
export function linkOf(head: Uint8Array): string {
  return Buffer.from(head).toString('hex').slice(0, linkHexCount);
}

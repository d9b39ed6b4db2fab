import { shortFingerprint } from '../../agent/evidence/keys.ts';
import { createReceiverKey } from '../acknowledge/receiver-key.ts';
import { type CommandIo, type ExitCode, exitCode, type JsonOption, type RegisterVerb } from './command.ts';

interface InitOptions extends JsonOption {
  readonly out: string;
}

const help = `
Give the JWKS to whoever configures the robots; an agent believes receipts of the keys in its own configuration and of no other.
Keep the key file in a backup: agents do not take receipts of another key.

Example:
  robot-risk-receiver key init --out receiver-key.pem > receiver-keys.json`;

/** `key init`: makes the key that signs receipts and prints what agents pin. */
export const registerKey: RegisterVerb = (program, io, act) => {
  program
    .command('key')
    .description('the key that signs receipts')
    .command('init')
    .description('makes the key, mode 0600, and prints its public part as a JWKS')
    .requiredOption('--out <file>', 'the key file to write; never replaced')
    .option('--json', 'one JSON object: kid, fingerprint and JWKS')
    .addHelpText('after', help)
    .action((options: InitOptions) => act(() => init(io, options)));
};

async function init(io: CommandIo, { out, json }: InitOptions): Promise<ExitCode> {
  const { kid, publicJwk } = await createReceiverKey(out);
  const jwks = { keys: [{ ...publicJwk, kid, role: 'insurer' }] };
  const fingerprint = shortFingerprint(publicJwk);
  if (json) io.out(JSON.stringify({ kid, fingerprint, file: out, jwks }));
  else {
    io.err(`wrote ${out}; fingerprint ${fingerprint}`);
    io.out(JSON.stringify(jwks, null, 2));
  }
  return exitCode.ok;
}

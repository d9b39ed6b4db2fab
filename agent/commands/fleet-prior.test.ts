import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runVerb } from '../../tests/support/captured-io.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { registerFleetPrior } from './fleet-prior.ts';

const profile = `sha256:${'a'.repeat(64)}`;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rra-fleet-'));
});

type Facts = Readonly<Record<string, Json>>;

function ledgerText(records: readonly (readonly [type: string, data: Facts])[], origin = 'live'): string {
  const lines = records.map(([type, data], seq) =>
    canonicalJson({
      ...{ v: 1, seq, epoch: 0, link: '0123456789abcdef', bootId: 'boot', origin, type, data },
      ...{ monoNs: String(seq), wall: '2026-01-01T00:00:00.000Z' },
    }),
  );
  return `${lines.join('\n')}\n`;
}

interface Robot {
  readonly agentId?: string;
  readonly profile?: string;
  readonly origin?: string;
  readonly isShort?: boolean;
  readonly friction?: number;
  readonly suspects?: readonly { joint: string }[];
}

/** Writes the ledger of one robot, whose two joints rub as said. */
function robot(
  name: string,
  { agentId = name, profile: of = profile, origin, isShort = false, friction = 0.05, suspects = [] }: Robot = {},
): string {
  const path = join(folder, `${name}.jsonl`);
  const traits = { j1: { frictionRatio: friction }, j2: { frictionRatio: friction, riseC: 0.5 } };
  const phase: Facts = { phase: 'calibrate', isShort, traits, suspects: suspects.map((suspect) => ({ ...suspect })) };
  const started: Facts = { agentId, versions: { profile: of } };
  writeFileSync(
    path,
    ledgerText(
      [
        ['agent.started', started],
        ['anomaly.phase', phase],
        ['anomaly.phase', { phase: 'active', isShort }],
      ],
      origin,
    ),
  );
  return path;
}

const fleet = (count = 20): readonly string[] =>
  Array.from({ length: count }, (_, index) => robot(`robot${index}`, { friction: 0.05 * (1 + index / 20) }));

const made = (ledgers: readonly string[], ...more: readonly string[]) =>
  runVerb(registerFleetPrior, ['fleet-prior', ...ledgers, '--out', join(folder, 'prior.yaml'), ...more]);

describe('fleet-prior', () => {
  it('writes the range of every joint, and says it', async () => {
    const { code, out } = await made(fleet());
    expect(code).toBe(0);
    const prior = parse(readFileSync(join(folder, 'prior.yaml'), 'utf8'));
    expect(prior).toMatchObject({ fleetPrior: 1, profileSha256: profile, robotCount: 20 });
    const { low, high } = prior.joints.j1.frictionRatio;
    expect(low).toBeLessThan(0.05);
    expect(high).toBeGreaterThan(0.1);
    expect(out.join('\n')).toContain(`j1  frictionRatio ${low} … ${high}`);
  });

  it('takes each robot once, and leaves out those that were not learned in full', async () => {
    const ledgers = [...fleet(), robot('copy', { agentId: 'robot3' }), robot('hasty', { isShort: true })];
    const unlearned = join(folder, 'unlearned.jsonl');
    writeFileSync(unlearned, ledgerText([['agent.started', { agentId: 'x', versions: { profile } }]]));
    const { code, out } = await made([...ledgers, unlearned], '--json');
    expect(code).toBe(0);
    const said = JSON.parse(out.join(''));
    expect(said.robotCount).toBe(20);
    expect(said.leftOut.map(({ reason }: { reason: string }) => reason)).toEqual(['sameRobot', 'shortCommissioning', 'notCommissioned']);
    expect(JSON.parse((await made(ledgers, '--json', '--short')).out.join('')).robotCount).toBe(21);
  });

  it('does not learn from a joint that was suspect', async () => {
    const worn = robot('worn', { friction: 9, suspects: [{ joint: 'j1' }] });
    const { out } = await made([...fleet(), worn], '--json');
    const { joints } = JSON.parse(out.join(''));
    expect(joints.j1.frictionRatio).toEqual(JSON.parse((await made(fleet(), '--json')).out.join('')).joints.j1.frictionRatio);
    expect(joints.j2.frictionRatio).not.toEqual(joints.j1.frictionRatio);
  });

  it.each([
    ['too few robots', () => fleet(19), 'give ledgers of at least 20'],
    ['robots of two profiles', () => [...fleet(), robot('other', { profile: `sha256:${'b'.repeat(64)}` })], 'robots with one profile'],
    ['a replay beside live robots', () => [...fleet(), robot('replayed', { origin: 'replay' })], 'robots with one origin'],
    ['a file that is not there', () => [...fleet(), join(folder, 'absent.jsonl')], 'give a ledger.jsonl'],
  ])('refuses %s', async (_, ledgers, remedy) => {
    const { code, err } = await made(ledgers());
    expect([code, err.join('\n')]).toEqual([2, expect.stringContaining(remedy)]);
  });
});

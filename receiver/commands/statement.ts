import { Option } from 'commander';
import { ConfigError } from '../../agent/contract/errors.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { priceStatement } from '../statement/price-statement.ts';
import { pricedLines } from '../statement/priced-lines.ts';
import { stateReceiver } from '../statement/state-receiver.ts';
import { statementLines } from '../statement/statement-lines.ts';
import { openStore, type ReceiverStore } from '../store/open-store.ts';
import { openInspections } from '../tariff/open-inspections.ts';
import { openTariff, openTrust } from '../tariff/open-tariffs.ts';
import { type Language, languages } from '../tariff/price-messages.ts';
import { readPeriod } from '../tariff/read-period.ts';
import type { TariffSeries } from '../tariff/tariff-series.ts';
import { type CommandIo, type ExitCode, exitCode, type JsonOption, type RegisterVerb } from './command.ts';

interface StatementOptions extends JsonOption {
  readonly store: string;
  readonly agent?: string;
  readonly tariff: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly tariffs?: string;
  readonly trust?: string;
  readonly inspections?: string;
  readonly lang: Language;
}

const help = `
Every stored report is verified anew from its bytes. Without a tariff no factor and no amount. With one, or several side by side:
hours by grade received in the period, index and interval at each UTC month end, the factor's path, and every line of the premium.
A tariff with actuarial: false gives points, never money. Tariffs that were used are archived in the store under their hash.
Exit code: 0 pass, 1 findings or failure, 2 wrong usage.

Example:
  robot-risk-receiver statement --store receiver.sqlite --tariff illustrative-unpriced --from 2026-01 --to 2026-04`;

/** `statement`: what can be proven of each robot, and what tariffs make of it. */
export const registerStatement: RegisterVerb = (program, io, act) => {
  program
    .command('statement')
    .description('hours by grade, events, index, coverage, versions and verdicts of each robot; with a tariff its factor and premium')
    .requiredOption('--store <file>', "the receiver's store")
    .option('--agent <id>', 'one agent only')
    .option('--tariff <name>', 'a tariff: its name, name-version, or a .yaml file; may be repeated', collect, [])
    .option('--from <day>', 'first UTC day of receipt, 2026-01-01 or 2026-01; with --tariff')
    .option('--to <day>', 'UTC day after the last; with --tariff')
    .option('--tariffs <folder>', 'folder of <name>-<version>.yaml; the shipped illustrative ones when left out')
    .option('--trust <file>', 'trust store for the signatures beside tariffs; without it none is checked, and that is said')
    .option('--inspections <file>', 'inspections of anomaly alarms, YAML; only for a tariff that asks for them')
    .addOption(new Option('--lang <language>', 'language of the texts of a priced statement').choices(languages).default('en'))
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((options: StatementOptions) => act(() => state(io, options)));
};

async function state(io: CommandIo, options: StatementOptions): Promise<ExitCode> {
  const store = openStore(options.store, { mayCreate: false });
  try {
    const { verdict, lines, json } = options.tariff.length === 0 ? unpriced(store, options) : await priced(store, options);
    if (options.json) io.out(json());
    else for (const line of lines()) io.out(line);
    return verdict === 'pass' ? exitCode.ok : exitCode.findings;
  } finally {
    store.close();
  }
}

interface Stated {
  readonly verdict: string;
  readonly lines: () => string[];
  readonly json: () => string;
}

function unpriced(store: ReceiverStore, { agent, from, to }: StatementOptions): Stated {
  if (from !== undefined || to !== undefined) {
    const remedy = 'add --tariff NAME, or leave --from and --to out: without a tariff a statement is of everything received';
    throw new ConfigError('receiver/period', [{ place: '--from, --to', value: 'without --tariff', remedy }]);
  }
  const statement = stateReceiver(store, agent);
  return { verdict: statement.verdict, lines: () => statementLines(statement), json: () => JSON.stringify(statement) };
}

async function priced(store: ReceiverStore, options: StatementOptions): Promise<Stated> {
  const { from, to, tariff: names, tariffs: folder, agent: agentId, lang } = options;
  if (from === undefined || to === undefined) {
    const remedy = 'write both, as 2026-01-01 or 2026-01; --to is excluded';
    throw new ConfigError('receiver/period', [{ place: '--from, --to', value: 'missing', remedy }]);
  }
  const nowMs = createSystemClock().now().wallMs;
  const period = readPeriod({ from, to }, nowMs);
  const source = { folder, archive: store.tariffs, trust: await openTrust(options.trust, nowMs) };
  const tariffs = await Promise.all([...new Set(names)].map((name) => openTariff(name, source)));
  const inspections = await openInspections(options.inspections);
  for (const series of tariffs) archive(store, series, nowMs);
  const statement = priceStatement(store, { tariffs, period, inspections, agentId });
  return { verdict: statement.verdict, lines: () => pricedLines(statement, lang), json: () => JSON.stringify(statement) };
}

function archive(store: ReceiverStore, { name, versions }: TariffSeries, archivedMs: number): void {
  for (const { tariff, sha256, canonical } of versions) {
    store.tariffs.archive({ sha256, name, version: tariff.version, document: canonical, archivedMs });
  }
}

function collect(value: string, values: readonly string[]): string[] {
  return [...values, value];
}

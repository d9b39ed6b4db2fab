import { Option } from 'commander';
import { createSystemClock } from '../platform/system-clock.ts';
import { rerateRobots } from '../statement/rerate-robots.ts';
import { reratingLines } from '../statement/rerating-lines.ts';
import { openStore } from '../store/open-store.ts';
import { openInspections } from '../tariff/open-inspections.ts';
import { openTariff, openTrust } from '../tariff/open-tariffs.ts';
import { type Language, languages } from '../tariff/price-messages.ts';
import { readPeriod } from '../tariff/read-period.ts';
import { type CommandIo, type ExitCode, exitCode, type JsonOption, type RegisterVerb } from './command.ts';

interface RerateOptions extends JsonOption {
  readonly store: string;
  readonly tariff: string;
  readonly against?: string;
  readonly from: string;
  readonly to: string;
  readonly tariffs?: string;
  readonly trust?: string;
  readonly inspections?: string;
  readonly lang: Language;
}

const help = `
Prices every stored robot under both tariffs as if each had held since the robot was enrolled; validity is left aside, nothing is
archived and no statement changes. Without --against: against the same tariff at factor 1.
Exit code: 0 ok, 1 when some robot has rejected reports or second versions of a report, 2 wrong usage.

Example:
  robot-risk-receiver rerate --store receiver.sqlite --tariff draft.yaml --against illustrative-unpriced --from 2026-01 --to 2026-07`;

/** `rerate`: who would move under another tariff, and by how much. */
export const registerRerate: RegisterVerb = (program, io, act) => {
  program
    .command('rerate')
    .description('what another tariff would have done: who moves, by how much, the distribution, and what held the factor')
    .requiredOption('--store <file>', "the receiver's store")
    .requiredOption('--tariff <name>', 'the new tariff: its name, name-version, or a .yaml file')
    .option('--against <name>', 'the tariff to compare with')
    .requiredOption('--from <day>', 'first UTC day of receipt, 2026-01-01 or 2026-01')
    .requiredOption('--to <day>', 'UTC day after the last')
    .option('--tariffs <folder>', 'folder of <name>-<version>.yaml; the shipped illustrative ones when left out')
    .option('--trust <file>', 'trust store for the signatures beside tariffs; without it none is checked, and that is said')
    .option('--inspections <file>', 'inspections of anomaly alarms, YAML; only for a tariff that asks for them')
    .addOption(new Option('--lang <language>', 'language of the texts').choices(languages).default('en'))
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((options: RerateOptions) => act(() => rerate(io, options)));
};

async function rerate(io: CommandIo, options: RerateOptions): Promise<ExitCode> {
  const { tariffs: folder, lang, json } = options;
  const store = openStore(options.store, { mayCreate: false });
  try {
    const nowMs = createSystemClock().now().wallMs;
    const period = readPeriod(options, nowMs);
    const source = { folder, archive: store.tariffs, trust: await openTrust(options.trust, nowMs) };
    const open = (name: string) => openTariff(name, source);
    const tariff = await open(options.tariff);
    const against = options.against === undefined ? undefined : await open(options.against);
    const rerating = rerateRobots(store, { tariff, against, period, inspections: await openInspections(options.inspections) });
    if (json) io.out(JSON.stringify(rerating));
    else for (const line of reratingLines(rerating, lang)) io.out(line);
    return rerating.doubtfulAgentIds.length === 0 ? exitCode.ok : exitCode.findings;
  } finally {
    store.close();
  }
}

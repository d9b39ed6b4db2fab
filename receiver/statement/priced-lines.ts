import type { Bilingual } from '../../agent/assess/risk-messages.ts';
import { isUnknown, type Knowable } from '../../agent/contract/unknown.ts';
import type { MonthEnd } from '../tariff/factor-path.ts';
import {
  actuarialWords,
  coverNames,
  dimensionWords,
  illustrativeWords,
  type Language,
  labels,
  ruleWords,
  signatureWords,
  tariffChanged,
} from '../tariff/price-messages.ts';
import type { PriceLine, TariffPrice, UsedVersion } from '../tariff/price-robot.ts';
import type { Amount } from '../tariff/tariff-schema.ts';
import type { PricedAgent, PricedStatement } from './price-statement.ts';
import { formatHours } from './statement-lines.ts';

/** Month ends and lines of one tariff that are printed; `--json` has them all. */
const listedCountMax = 60;
const hashCharsMax = 19;
const kidCharsMax = 12;
/** Columns of the names at the left. */
const nameCharsMax = 24;
const lastLine = { pass: 'PASS', passWithFindings: 'PASS WITH FINDINGS', fail: 'FAIL' } as const;

type Say = (words: Bilingual) => string;

/** A priced statement for people, in one language: each robot, each tariff side by side, what is not in the price, the verdict last. */
export function pricedLines(statement: PricedStatement, language: Language): string[] {
  const say: Say = (words) => words[language];
  const { period, agents } = statement;
  return [
    say(statement.statement),
    `${say(labels.period)} ${period.from} … ${period.to} (${say(labels.byReceipt)})`,
    ...(agents.length === 0 ? ['', say(labels.none)] : agents.flatMap((agent) => ['', ...agentLines(agent, say)])),
    '',
    `${say(labels.notInPrice)}:`,
    ...statement.notInPrice.map((words) => `  ${say(words)}`),
    '',
    lastLine[statement.verdict],
  ];
}

function agentLines(agent: PricedAgent, say: Say): string[] {
  const { usage, coverage, gaps, reports } = agent;
  const role = agent.role === 'agent' ? '' : `  ** ${agent.role.toUpperCase()}: not evidence of a live robot **`;
  const missingCount = reports.missing.reduce((sum, { fromSeq, toSeq }) => sum + toSeq - fromSeq + 1, 0);
  return [
    `${say(labels.robot)} ${agent.serialNumber} (${shown(agent.robot)}), ${agent.tenant}${role}`,
    `agent ${agent.agentId}`,
    row(say(labels.reports), `${agent.receivedReportCount}; ${say(labels.missing)} ${missingCount}`),
    row(say(labels.operating), formatHours(usage.operatingMs)),
    row(`  ${say(coverNames.body)}`, gradeText(usage.operatingMsByEPhys)),
    row(`  ${say(coverNames.thirdParty)}`, gradeText(usage.operatingMsByEPeople)),
    row(say(labels.gaps), `${gaps.gapCount}, ${formatHours(gaps.durationMs)}`),
    row(say(labels.outside), formatHours(usage.operatingOutsideReportsMs)),
    row(say(labels.coverage), isUnknown(coverage) ? shown(coverage) : `${coverage.coverageRatio} (${coverage.coverageTier})`),
    ...agent.prices.flatMap((price) => priceLines(price, say)),
    ...(agent.reviewRequested ? [row('', say(labels.review))] : []),
    row(say(labels.verdict), lastLine[agent.verdict]),
  ];
}

function priceLines(price: TariffPrice, say: Say): string[] {
  const { notPriced, monthEnds, lines, unit } = price;
  const versions = price.versions.map(({ version, sha256 }) => `${version} ${sha256.slice(0, hashCharsMax)}…`).join(', ');
  const words = price.actuarial ? actuarialWords(unit) : illustrativeWords;
  const amountRow = (words: Bilingual, amount: Amount): string => row(`  ${say(words)}`, `${amountText(amount)} ${unit}`);
  return [
    row(say(labels.tariff), `${price.tariff} ${versions}`),
    row('', say(words)),
    ...price.versions.map((version) => row('', signatureText(version, say))),
    ...price.changes.map((one) => row('', say(tariffChanged(one.fromVersion, one.toVersion, one.validFrom)))),
    ...(price.mlInPrice ? [row('', say(labels.mlInPrice))] : []),
    row(`  ${say(labels.factor)}`, `×${ratioText(price.openingFactorRatio)}`),
    ...monthEnds.slice(-listedCountMax).flatMap((end) => monthEndLines(end, say)),
    ...lines.slice(-listedCountMax).map((line) => lineText(line, say)),
    amountRow(labels.base, price.base),
    amountRow(labels.usage, price.usageAtReference),
    amountRow(labels.effect, price.factorEffect),
    amountRow(labels.total, price.total),
    ...(notPriced.dayCount + notPriced.operatingMs === 0
      ? []
      : [
          row(
            `  ${say(labels.notPriced)}`,
            `${notPriced.dayCount} ${say(labels.days)}, ${formatHours(notPriced.operatingMs)}: ${say(labels.noVersion)}`,
          ),
        ]),
  ];
}

function signatureText({ version, signature: { state, signedBy } }: UsedVersion, say: Say): string {
  const by = signedBy === null ? '' : `: ${signedBy.kid.slice(0, kidCharsMax)}… (${signedBy.role}) … ${signedBy.validUntil.slice(0, 10)}`;
  return `${say(labels.tariff)} ${version}: ${say(signatureWords[state])}${by}`;
}

function monthEndLines(end: MonthEnd, say: Say): string[] {
  const { month, riskIndex, p05Index, p95Index, reportSeq, targetRatio, factorRatio, contributions, applied } = end;
  const index = isUnknown(riskIndex)
    ? `${say(labels.index)} ${shown(riskIndex)}`
    : `${say(labels.index)} ${oneDecimal(riskIndex)} (${say(labels.interval)} ${oneDecimal(p05Index)} … ${oneDecimal(p95Index)}, ${say(labels.report)} ${shown(reportSeq)})`;
  const parts = contributions
    .filter(({ pricedLn }) => pricedLn !== 0)
    .map(({ dimension, pricedLn }) => `${say(dimensionWords[dimension])} ×${Math.exp(pricedLn).toFixed(3)}`);
  return [
    row(`  ${month}`, index),
    row('', [`${say(labels.target)} ×${ratioText(targetRatio)}, ${say(labels.factor)} ×${ratioText(factorRatio)}`, ...parts].join('; ')),
    ...(applied.length === 0 ? [] : [row('', applied.map((rule) => say(ruleWords[rule])).join('; '))]),
  ];
}

function lineText(line: PriceLine, say: Say): string {
  if (line.kind === 'base')
    return row(`  ${line.month}`, `${say(labels.base)} ${line.dayCount} ${say(labels.days)} = ${amountText(line.amount)}`);
  const { cover, grade, operatingMs, ratePerH, factorRatio, amount } = line;
  const product = `${formatHours(operatingMs)} × ${ratePerH} × ${ratioText(factorRatio)} = ${amountText(amount)}`;
  return row(`  ${line.month}`, `${say(coverNames[cover])} E${grade}: ${product}`);
}

const row = (name: string, text: string): string => `  ${name}${' '.repeat(Math.max(1, nameCharsMax - widthOf(name)))}${text}`;

/** Columns on a terminal: a Chinese character takes two. */
function widthOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + (/\p{Script=Han}/u.test(sign) ? 2 : 1), 0);
}

const gradeText = (msByGrade: readonly number[]): string => msByGrade.map((ms, place) => `E${place + 1} ${formatHours(ms)}`).join('  ');
const oneDecimal = (value: Knowable<number>): string => (isUnknown(value) ? shown(value) : value.toFixed(1));
const ratioText = (ratio: number): string => ratio.toFixed(4);
/** Two decimals, cut down towards zero: a printed amount is never more than the exact one. */
const amountText = (amount: Amount): string => (Math.trunc(Math.round(amount * 1e6) / 1e4) / 100).toFixed(2);
const shown = (value: Knowable<string | number>): string => (isUnknown(value) ? `unknown (${value.unknown})` : String(value));

import { isUnknown } from '../../agent/contract/unknown.ts';
import type { HistogramBin, RobotChange } from '../tariff/compare-tariffs.ts';
import { actuarialWords, illustrativeWords, type Language, labels, ruleWords } from '../tariff/price-messages.ts';
import type { RatedTariff, Rerating } from './rerate-robots.ts';

/** Robots that are printed, the largest changes first; `--json` has them all. */
const listedCountMax = 20;
/** Longest bar of the histogram, characters. */
const barCharsMax = 40;

/** A rerating for people: the sums, who moves as a small histogram, what held the factor, the largest changes. */
export function reratingLines(rerating: Rerating, language: Language): string[] {
  const label = (name: keyof typeof labels): string => labels[name][language];
  const { robots, unit, period, tariff, against, doubtfulAgentIds } = rerating;
  const held = rerating.rulesHit.filter(({ robotCount }) => robotCount > 0);
  const counts = [
    `${rerating.costsMoreCount} ${label('costsMore')}`,
    `${rerating.costsLessCount} ${label('costsLess')}`,
    `${rerating.unchangedCount} ${label('unchanged')}`,
  ];
  return [
    `${label('tariff')} ${tariffText(tariff)}, ${label('against')} ${against === null ? label('factorOne') : tariffText(against)}`,
    (rerating.actuarial ? actuarialWords(unit) : illustrativeWords)[language],
    `${label('period')} ${period.from} … ${period.to} (${label('byReceipt')})`,
    `${label('robots')} ${robots.length}: ${counts.join(', ')}`,
    `${label('total')} ${amount(rerating.before)} → ${amount(rerating.after)} ${unit} (${signed(rerating.change)}), ${label('level')} ${levelText(rerating)}`,
    '',
    ...histogramLines(rerating.histogram),
    quantileText(rerating),
    ...(held.length === 0 ? [] : ['', `${label('held')}:`]),
    ...held.map(({ rule, robotCount, monthEndCount }) => {
      return `  ${label('robots')} ${robotCount}, ${label('monthEnds')} ${monthEndCount}: ${ruleWords[rule][language]}`;
    }),
    ...(robots.length === 0 ? [] : ['', `${label('largest')}:`]),
    ...robots.slice(0, listedCountMax).map((robot) => robotLine(robot, label('factor'))),
    ...(doubtfulAgentIds.length === 0 ? [] : ['', `${label('doubtful')}: ${doubtfulAgentIds.join(', ')}`]),
  ];
}

function histogramLines(histogram: readonly HistogramBin[]): string[] {
  const most = Math.max(1, ...histogram.map(({ robotCount }) => robotCount));
  return histogram.map(({ fromRatio, toRatio, robotCount }) => {
    const bar = '█'.repeat(Math.ceil((robotCount / most) * barCharsMax));
    return `  ${binText(fromRatio, toRatio).padStart(16)} ${String(robotCount).padStart(5)} ${bar}`.trimEnd();
  });
}

function binText(fromRatio: number | null, toRatio: number | null): string {
  if (fromRatio === null) return `< ${percent(toRatio ?? 0)}`;
  return toRatio === null ? `≥ ${percent(fromRatio)}` : `${percent(fromRatio)} … ${percent(toRatio)}`;
}

function quantileText({ quantiles }: Rerating): string {
  return quantiles.map(({ shareRatio, changeRatio }) => `p${Math.round(shareRatio * 100)} ${percent(changeRatio)}`).join('  ');
}

function robotLine(
  { serialNumber, agentId, before, after, changeRatio, factorBeforeRatio, factorAfterRatio }: RobotChange,
  factor: string,
): string {
  const change = isUnknown(changeRatio) ? `unknown (${changeRatio.unknown})` : percent(changeRatio);
  const factors = `${factor} ${factorBeforeRatio.toFixed(4)} → ${factorAfterRatio.toFixed(4)}`;
  return `  ${serialNumber} ${agentId.slice(0, 8)}…  ${amount(before)} → ${amount(after)}  ${change}  ${factors}`;
}

const levelText = ({ levelRatio }: Rerating): string =>
  isUnknown(levelRatio) ? `unknown (${levelRatio.unknown})` : `×${levelRatio.toFixed(4)}`;
const tariffText = ({ name, version }: RatedTariff): string => `${name}-${version}`;
const amount = (value: number): string => value.toFixed(2);
const signed = (value: number): string => `${value > 0 ? '+' : ''}${amount(value)}`;

function percent(ratio: number): string {
  const text = (Math.abs(ratio) * 100).toFixed(1).replace(/\.0$/, '');
  const sign = ratio < 0 ? '−' : '+';
  return text === '0' ? '0 %' : `${sign}${text} %`;
}

import type { MethodRow } from './compare-methods.ts';
import type { Evaluation } from './evaluation.ts';

/** Whether the paired interval of the reference's AUPRC minus this method's excludes 0. */
export function methodVerdict({ behindReference: { low, high } }: Pick<MethodRow, 'behindReference'>): string {
  if (low > 0) return 'beaten';
  if (high < 0) return 'better';
  return low === 0 && high === 0 ? 'same' : 'undecided';
}

const levels = ['L1', 'L2'];

/** In words, per data set: which methods the reference beats, which are better, which cannot be told apart. */
export function verdictLines({ dataSets, reference }: Pick<Evaluation, 'dataSets' | 'reference'>): readonly string[] {
  return dataSets.flatMap(({ name, classes: [macro] }) => {
    const others = macro?.rows.filter(({ method }) => method !== reference) ?? [];
    const baselines = others.filter(({ method }) => !levels.some((level) => method.startsWith(level)));
    const named = (verdict: string): string => {
      const found = baselines.filter((row) => methodVerdict(row) === verdict || (verdict === 'undecided' && methodVerdict(row) === 'same'));
      return found.map(({ method }) => method).join(', ');
    };
    const own = macro?.rows.find(({ method }) => method === reference)?.auprc.meanRatio ?? Number.NaN;
    const parts = [
      named('beaten') === '' ? 'beats no baseline' : `beats ${named('beaten')}`,
      ...(named('undecided') === '' ? [] : [`cannot be told from ${named('undecided')}`]),
      ...(named('better') === '' ? [] : [`is beaten by ${named('better')}`]),
    ];
    return [`- **${name}**: ${reference} (AUPRC ${own.toFixed(3)}) ${parts.join('; ')}.`, ...levelLines(name, others)];
  });
}

function levelLines(name: string, others: readonly MethodRow[]): readonly string[] {
  const words: Readonly<Record<string, string>> = {
    beaten: 'is worse than L1 alone',
    better: 'is better than L1 alone',
    same: 'is L1 alone: the network says nothing here',
    undecided: 'is not better than L1 alone by a margin that the data show',
  };
  return others
    .filter(({ method }) => levels.some((level) => method.startsWith(level)))
    .map((row) => `- **${name}**: ${row.method} (AUPRC ${row.auprc.meanRatio.toFixed(3)}) ${words[methodVerdict(row)]}.`);
}

/** A promised rate counts as kept when the realised one is at most this many times as high (issue 9). */
const promiseSlackRatio = 1.5;

/** Per data set and asked rate, whether the reference kept to its false alarms; undecided where the interval holds both answers. */
export function promiseLines({ dataSets, reference }: Pick<Evaluation, 'dataSets' | 'reference'>): readonly string[] {
  return dataSets.flatMap(({ name, alarms, hourOf }) =>
    alarms
      .filter(({ method }) => method === reference)
      .map(({ ratePerH, falsePerH, falsePerHInterval: { low, high }, cleanH }) => {
        const mostPerH = promiseSlackRatio * ratePerH;
        const verdict = low > mostPerH ? 'not kept' : high <= mostPerH ? 'kept' : 'neither kept nor broken as far as so few hours show';
        const realised = `${falsePerH.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)})`;
        return `- **${name}**: ${ratePerH} per ${hourOf} hour asked of ${reference}, ${realised} in ${cleanH.toFixed(1)} h: ${verdict}.`;
      }),
  );
}

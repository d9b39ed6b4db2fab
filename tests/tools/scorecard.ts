import { copyProduct, exampleDriver, exampleProfile, listProfiles, pourDriver } from './extension-probe.ts';
import { atMost, type Measure, measureSources } from './house-measures.ts';
import { listPaths, readTree } from './source-tree.ts';

/*
 *   sources ─────────────▶ measureSources ─┐
 *   a copy of the product ▶ extension cost ┴▶ table or JSON, exit 1 when a bar is missed
 */

/** Every measure of the house's score card, with its bar. */
export async function measureHouse(): Promise<Measure[]> {
  return [...measureSources(readTree(['.ts', '.mjs']), listPaths()), ...(await extensionMeasures())];
}

/** Adds a profile and a driver to a copy and counts what had to be touched; a probe that fails costs more than any bar. */
async function extensionMeasures(): Promise<Measure[]> {
  const copy = copyProduct();
  try {
    const profile = await probe(async () => {
      copy.write('config/profiles/example-probe-one.yaml', exampleProfile('example-probe-one'));
      const isListed = (await listProfiles(copy.root)).includes('example-probe-one');
      return { works: isListed, touched: copy.changedPaths() };
    });
    copy.remove('config/profiles/example-probe-one.yaml');
    const driver = await probe(async () => {
      copy.write('drivers/parrot/index.ts', exampleDriver);
      const { values } = await pourDriver(copy, 'parrot');
      return { works: values.length === 3, touched: copy.changedPaths().filter((path) => !path.startsWith('drivers/parrot/')) };
    });
    return [
      atMost('files touched by a new robot profile', { value: profile.count, bar: 1, worst: profile.why }),
      atMost('files outside its folder for a new driver', { value: driver.count, bar: 0, worst: driver.why }),
    ];
  } finally {
    copy.close();
  }
}

const failedCount = 999;

async function probe(work: () => Promise<{ works: boolean; touched: string[] }>): Promise<{ count: number; why: string[] }> {
  try {
    const { works, touched } = await work();
    return works ? { count: touched.length, why: touched } : { count: failedCount, why: ['it was added and not found'] };
  } catch (error) {
    const lines = String(error).split('\n');
    return { count: failedCount, why: [lines.findLast((line) => line.includes('Error')) ?? String(error)] };
  }
}

/** The card as text: one line per measure, the worst places under a missed bar. */
export function renderCard(measures: readonly Measure[]): string {
  const width = Math.max(...measures.map((measure) => measure.name.length));
  const lines = measures.flatMap((measure) => {
    const sign = measure.better === 'lower' ? '≤' : '≥';
    const figures = `${String(measure.value).padStart(6)}  ${sign} ${String(measure.bar).padEnd(4)}`;
    const line = `${measure.pass ? 'ok  ' : 'MISS'}  ${measure.name.padEnd(width)}  ${figures}`;
    return measure.pass ? [line] : [line, ...measure.worst.map((place) => `        ${place}`)];
  });
  const missed = measures.filter((measure) => !measure.pass).length;
  return [...lines, '', missed === 0 ? `all ${measures.length} bars met` : `${missed} of ${measures.length} bars missed`].join('\n');
}

if (import.meta.main) {
  const measures = await measureHouse();
  const verdict = measures.every((measure) => measure.pass) ? 'pass' : 'fail';
  process.stdout.write(`${process.argv.includes('--json') ? JSON.stringify({ verdict, measures }) : renderCard(measures)}\n`);
  process.exitCode = verdict === 'pass' ? 0 : 1;
}

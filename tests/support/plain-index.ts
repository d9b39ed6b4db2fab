import { plainGammaQuantile } from './plain-gamma.ts';
import { type HealthTerms, plainHealthLn } from './plain-health.ts';
import { classes, type EventClass, type Stretch, type Vector } from './plain-ledger.ts';

/* Gamma–Poisson history, relativities and index by plain arithmetic on the model's printed numbers (risk model §3.3–3.7, decisions C). */
interface Prior {
  readonly ratePerH: number;
  readonly strengthH: number;
  readonly weightRatio: number;
}
interface Range {
  readonly minRatio: number;
  readonly maxRatio: number;
}

/** As much of the model's YAML as is used; every number is looked up by its printed name. */
export interface PlainModel {
  readonly gradeRelativities: Readonly<Record<string, number>>;
  readonly priors: Readonly<Record<string, Readonly<Record<string, Readonly<Record<EventClass, Prior>>>>>>;
  readonly stageRates?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Partial<Record<EventClass, object>>>>>>>>;
  readonly coverClassWeights?: Readonly<Record<string, Readonly<Record<EventClass, number>>>>;
  readonly weights: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly halfLifeH: number;
  readonly credibilityH: number;
  readonly use: Range & { readonly referenceLoadRatio: number; readonly exponentRatio: number };
  readonly health: HealthTerms;
  readonly anomaly: Range & { readonly designRatePerH: number; readonly strengthH: number };
  readonly context: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly gap: { readonly dutyDefaultRatio: number; readonly provisionalRatio: number };
  readonly contributionCaps: Readonly<Record<string, Range>>;
}

export interface ClassRow {
  readonly count: number;
  readonly exposureMs: number;
  readonly agedCount: number;
  readonly agedMs: number;
}

/** Everything that is added up over a life, aged at every operating hour. */
export interface Aged {
  /** Hours by grade: as a whole, of the body, of people. */
  readonly vector: Vector;
  readonly body: Vector;
  readonly thirdParty: Vector;
  readonly loadMs: number;
  readonly ratedMs: number;
  readonly watchedMs: number;
  readonly alarmCount: number;
  readonly classes: Readonly<Record<EventClass, ClassRow>>;
}

export interface PlainInterval {
  readonly lnM: number | null;
  readonly riskIndex: number | null;
  readonly p05Index: number | null;
  readonly p95Index: number | null;
}
export interface PlainIndex extends PlainInterval {
  readonly history: Readonly<Record<EventClass, ClassRow & { readonly ratePerH: number | null }>>;
  readonly body: PlainInterval;
  readonly thirdParty: PlainInterval;
}

const hourMs = 3_600_000;
const digits = (value: number, decimalCount: number): number => Number(value.toFixed(decimalCount));
const clamp = (value: number, { minRatio, maxRatio }: Range): number => Math.min(maxRatio, Math.max(minRatio, value));
const sum = (values: Vector): number => values.reduce((total, value) => total + value, 0);
const byClass = <T>(of: (name: EventClass) => T) => Object.fromEntries(classes.map((name) => [name, of(name)])) as Record<EventClass, T>;

export function newLife(): Aged {
  const none = [0, 0, 0, 0, 0];
  const nothing = { count: 0, exposureMs: 0, agedCount: 0, agedMs: 0 };
  return {
    vector: none,
    body: none,
    thirdParty: none,
    loadMs: 0,
    ratedMs: 0,
    watchedMs: 0,
    alarmCount: 0,
    classes: byClass(() => nothing),
  };
}

/** What a life is held against: the model, and what picks the priors from it. */
export type Terms = Pick<IndexInput, 'model' | 'category' | 'context'>;

/** Stops and impacts begin anew where their record is better than the prior; one that is worse stays (decisions B7). */
export function withoutCreditIn(aged: Aged, terms: Terms): Aged {
  const priors = priorsOf(terms);
  const rows = byClass((name) => {
    const row = aged.classes[name];
    const isBetter = row.agedCount < (row.agedMs / hourMs) * priors[name].ratePerH;
    return isBetter && (name === 'protectiveStop' || name === 'impact') ? { ...row, agedCount: 0, agedMs: 0 } : row;
  });
  return { ...aged, classes: rows };
}

/** The life after one stretch; `isAged` says that it ended with a whole operating hour. */
export function addStretch(aged: Aged, stretch: Stretch, terms: Terms): Aged {
  const share = stretch.isAged ? 0.5 ** (1 / terms.model.halfLifeH) : 1;
  const rows = (stretch.creditRestarted ? withoutCreditIn(aged, terms) : aged).classes;
  const wholeMs = (ms: number): number => Math.round(ms * share);
  const count = (value: number): number => digits(value * share, 9);
  const longer = (vector: Vector, grade: number): Vector =>
    vector.map((ms, index) => wholeMs(ms + (index === grade - 1 ? stretch.operatingMs : 0)));
  return {
    vector: longer(aged.vector, stretch.e),
    body: longer(aged.body, stretch.ePhys),
    thirdParty: longer(aged.thirdParty, stretch.ePeople),
    loadMs: wholeMs(aged.loadMs + stretch.loadMs),
    ratedMs: wholeMs(aged.ratedMs + stretch.ratedMs),
    watchedMs: wholeMs(aged.watchedMs + stretch.watchedMs),
    alarmCount: count(aged.alarmCount + stretch.alarmCount),
    classes: byClass((name) => {
      const row = rows[name];
      const events = stretch.chainCounts[name] ?? 0;
      const exposureMs = stretch.observable.includes(name) ? stretch.operatingMs : 0;
      return {
        count: row.count + events,
        exposureMs: row.exposureMs + exposureMs,
        agedCount: count(row.agedCount + events),
        agedMs: wholeMs(row.agedMs + exposureMs),
      };
    }),
  };
}

export interface IndexInput {
  readonly model: PlainModel;
  readonly category: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly aged: Aged;
  /** Operating hours seen, of all there were, 0…1. */
  readonly coverage: number;
  /** Health index last recorded; left out where none was. */
  readonly health?: number | undefined;
}

export function plainIndex(input: IndexInput): PlainIndex {
  const { model, context, coverage } = input;
  const rows = posteriors(input);
  const history = byClass((name) => {
    const { isSeen, shape, rateH } = rows[name];
    return { ...input.aged.classes[name], ratePerH: isSeen ? digits(shape / rateH, 9) : null };
  });
  const isRated = !(typeof context.trl === 'number' && context.trl < 5) && coverage >= model.gap.provisionalRatio;
  const of = (cover: Cover): PlainInterval => (isRated ? intervalOf(input, rows, cover) : unrated);
  return { history, ...of('overall'), body: of('body'), thirdParty: of('thirdParty') };
}

type Cover = 'overall' | 'body' | 'thirdParty';
const unrated: PlainInterval = { lnM: null, riskIndex: null, p05Index: null, p95Index: null };

/** The index as a whole or of one cover: its own hours, its own weights of the dimensions and, where there are any, of the classes. */
function intervalOf(input: IndexInput, rows: Record<EventClass, PosteriorRow>, cover: Cover): PlainInterval {
  const weights = input.model.coverClassWeights?.[cover];
  const own = byClass((name) => ({
    ...rows[name],
    prior: { ...rows[name].prior, weightRatio: weights?.[name] ?? rows[name].prior.weightRatio },
  }));
  const lnM = digits(sum(contributionsLn(input, own, cover)), 6);
  const index = (ln: number): number => digits(100 / (1 + Math.exp(-ln)), 6);
  return { lnM, riskIndex: index(lnM), p05Index: index(lnM - spreadLn(own, 0.05)), p95Index: index(lnM + spreadLn(own, 0.95)) };
}

interface PosteriorRow {
  readonly prior: Prior;
  readonly isSeen: boolean;
  /** Of the Gamma distribution of the rate, per operating hour. */
  readonly shape: number;
  readonly rateH: number;
}

function priorsOf({ model, category, context }: Terms): Readonly<Record<EventClass, Prior>> {
  const { lifecycleStage, scene } = context;
  const isTest = lifecycleStage === 'rnd' || lifecycleStage === 'pilotTest' || scene === 'competition' || scene === 'test';
  const kind = category === 'humanoid' ? 'humanoid' : 'cobot';
  const priors = model.priors[kind]?.[isTest ? 'test' : 'commercial'];
  if (priors === undefined) throw new Error('the model has no such priors');
  const rates = model.stageRates?.[kind];
  const [ofStage, ofScene] = [rates?.stages?.[String(lifecycleStage)], rates?.scenes?.[String(scene)]];
  return byClass((name) => ({ ...priors[name], ...ofStage?.[name], ...ofScene?.[name] }));
}

function posteriors({ model, category, context, aged, coverage }: IndexInput): Record<EventClass, PosteriorRow> {
  const priors = priorsOf({ model, category, context });
  return byClass((name) => {
    const prior = priors[name];
    const { count, exposureMs, agedCount, agedMs } = aged.classes[name];
    const priorCount = prior.strengthH * prior.ratePerH;
    const seenH = agedMs / hourMs;
    const imputedH = coverage > 0 ? (seenH * (1 - coverage)) / coverage : 0;
    const imputedRatePerH = Math.max((agedCount + priorCount) / (seenH + prior.strengthH), prior.ratePerH);
    const shape = agedCount + imputedRatePerH * imputedH + priorCount;
    return { prior, isSeen: count > 0 || exposureMs > 0, shape, rateH: seenH + imputedH + prior.strengthH };
  });
}

function contributionsLn(input: IndexInput, rows: Record<EventClass, PosteriorRow>, cover: Cover): number[] {
  const { model, aged } = input;
  const agedH = sum(aged.vector) / hourMs;
  const hours = cover === 'overall' ? aged.vector : aged[cover];
  const priced = sum(hours.map((ms, grade) => ms * (model.gradeRelativities[`e${grade + 1}`] ?? 1)));
  const { referenceLoadRatio, exponentRatio } = model.use;
  const use = aged.ratedMs === 0 ? 1 : clamp((aged.loadMs / aged.ratedMs / referenceLoadRatio) ** exponentRatio, model.use);
  const safetyLn = sum(
    Object.values(rows).map(({ isSeen, prior, shape, rateH }) =>
      isSeen ? prior.weightRatio * Math.log(shape / rateH / prior.ratePerH) : 0,
    ),
  );
  const ln: Readonly<Record<string, number>> = {
    environment: agedH === 0 ? 0 : Math.log(priced / sum(hours)),
    use: Math.log(use) * (agedH / (agedH + model.credibilityH)),
    safety: safetyLn,
    health: plainHealthLn(model.health, input.health) * (agedH / (agedH + model.credibilityH)),
    anomaly: anomalyLn(model, aged),
    context: contextLn(input),
  };
  return Object.entries(ln).map(([name, value]) => {
    const { minRatio = 0, maxRatio = 1 } = model.contributionCaps[name] ?? {};
    return Math.min(Math.log(maxRatio), Math.max(Math.log(minRatio), value * (model.weights[cover]?.[name] ?? 1)));
  });
}

/** Only an excess over the promised false-alarm rate that is established at 95 %. */
function anomalyLn({ anomaly }: PlainModel, { watchedMs, alarmCount }: Aged): number {
  if (watchedMs === 0) return 0;
  const { designRatePerH, strengthH } = anomaly;
  const lowRatePerH = plainGammaQuantile(0.05, alarmCount + strengthH * designRatePerH) / (watchedMs / hourMs + strengthH);
  return Math.log(clamp(lowRatePerH / designRatePerH, anomaly));
}

function contextLn({ model, context }: IndexInput): number {
  const { robotClass10218, lifecycleStage, trl } = context;
  const words = { robotClass10218, lifecycleStage, trl: trl === undefined ? undefined : `trl${trl}` };
  return sum(Object.entries(words).map(([name, word]) => Math.log(model.context[name]?.[String(word)] ?? 1)));
}

/** Half-width in ln: the quantiles of all classes, added in quadrature. */
function spreadLn(rows: Record<EventClass, PosteriorRow>, probability: number): number {
  const sign = probability < 0.5 ? -1 : 1;
  const widths = Object.values(rows).map(({ prior, shape }) =>
    prior.weightRatio === 0 ? 0 : prior.weightRatio * Math.max(0, sign * Math.log(plainGammaQuantile(probability, shape) / shape)),
  );
  return Math.sqrt(sum(widths.map((width) => width ** 2)));
}

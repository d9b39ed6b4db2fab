import { beforeAll, describe, expect, it } from 'vitest';
import { quickPlan, stageOf, type WatchedLife, watchedLife } from '../../../tests/support/watched-life.ts';
import type { Scorer, WindowFeatures } from '../../contract/features.ts';
import type { WatchedScore, WatchRecord, WatchStage } from './watch-stage.ts';

const collectS = quickPlan.collectMs / 1000;
let life: WatchedLife;
beforeAll(() => {
  life = watchedLife(6, collectS + 120, { faultyS: 120 });
});

interface Lived {
  readonly outputs: readonly WatchedScore[];
  readonly records: readonly WatchRecord[];
}

type Change = Partial<{ operatingMs: number; isQuiet: boolean }>;

function live(stage: WatchStage, windows: readonly WindowFeatures[], change: (second: number) => Change = () => ({})): Lived {
  const { limits } = life.robot;
  const outputs = windows.map((joints, second) => stage.take({ joints, limits, operatingMs: 1000, isQuiet: true, ...change(second) }));
  return { outputs, records: outputs.flatMap(({ records }) => records) };
}

const largest = ({ score }: WatchedScore): number => Math.max(...(score?.jointScores ?? [0]));

/** What a commit saves, read back as after a restart. */
function saved(stage: WatchStage): Parameters<typeof stageOf>[0] {
  const texts = new Map(stage.texts.changes().flatMap(({ name, text }) => (text === null ? [] : [[name, text] as const])));
  return { state: JSON.parse(JSON.stringify(stage.state)), texts, textNames: [...texts.keys()] };
}

describe('a watch that learns', () => {
  it('judges nothing but rules until it has collected enough, then gives scores of every joint', () => {
    const stage = stageOf();
    const { outputs, records } = live(stage, life.normal.slice(0, collectS));
    expect(outputs.every(({ score, watchedMs }) => score === undefined && watchedMs === 0)).toBe(true);
    expect(stage.phase).toBe('calibrate');
    expect(stage.levels).toEqual(['L0', 'L1']);
    expect(records).toEqual([
      { code: 'anomaly.phase', data: expect.objectContaining({ phase: 'calibrate', isShort: true, windowCount: collectS }) },
    ]);
    const [next] = live(stage, life.normal.slice(collectS, collectS + 1)).outputs;
    expect(next).toMatchObject({ watchedMs: 1000, score: { jointMask: Uint8Array.from([1, 1, 1, 1, 1, 1]) } });
  });

  it('says once that it is active', () => {
    const stage = stageOf();
    live(stage, life.normal);
    expect(stage.seeStatus('learning')).toEqual([]);
    expect(stage.seeStatus('active')).toEqual([{ code: 'anomaly.phase', data: { phase: 'active', isShort: true } }]);
    expect([stage.seeStatus('active'), stage.phase]).toEqual([[], 'active']);
  });

  it('finds the joint that rubs', () => {
    const stage = stageOf();
    live(stage, life.normal);
    const { outputs } = live(stage, life.faulty);
    const calm = Math.max(...outputs.slice(0, 30).map(largest));
    const late = outputs.slice(-30);
    expect(Math.max(...late.map(largest))).toBeGreaterThan(calm);
    const worst = late.map(({ score }) => [...(score?.jointScores ?? [])].indexOf(Math.max(...(score?.jointScores ?? []))));
    expect(worst.filter((joint) => joint === 2).length).toBeGreaterThan(20);
  });

  it('is not taught by windows with events, nor by the minute before them', () => {
    const stage = stageOf();
    live(stage, life.normal.slice(0, 200), (second) => ({ isQuiet: second !== 150 }));
    // Ninety seconds were left before the event, and the minute after it is out.
    expect(stage.state.learned.reservoir?.closedUntilMs).toBeGreaterThan(0);
    const undisturbed = stageOf();
    live(undisturbed, life.normal.slice(0, 200));
    const keptCount = (one: WatchStage): number => {
      const { slots, openBlock } = physicsOf(one);
      return [...slots, openBlock].reduce((sum, { endMs }) => sum + endMs.length, 0);
    };
    expect(keptCount(undisturbed) - keptCount(stage)).toBeGreaterThan(100);
  });

  it('watches the minute after the last motion, and not the rest of a standstill', () => {
    const stage = stageOf();
    live(stage, life.normal.slice(0, collectS));
    const { outputs } = live(stage, life.normal.slice(collectS), (second) => ({ operatingMs: second < 10 ? 1000 : 0 }));
    expect(outputs.findIndex(({ watchedMs }) => watchedMs === 0)).toBe(70);
  });
});

/** What a stage saves of its reservoir, window by window. */
function physicsOf(stage: WatchStage): { slots: { endMs: readonly number[] }[]; openBlock: { endMs: readonly number[] } } {
  const texts = new Map(stage.texts.changes().map(({ name, text }) => [name, JSON.parse(text ?? '{}') as { endMs: readonly number[] }]));
  const openBlock = texts.get('open') ?? { endMs: [] };
  return { slots: [...texts].filter(([name]) => name !== 'open').map(([, block]) => block), openBlock };
}

describe('a restart', () => {
  it.each([10, 45, 150, collectS - 1, collectS + 5, collectS + 100])('after %i s goes on as if there had been none', (second) => {
    const straight = stageOf();
    const all = [...life.normal, ...life.faulty];
    const expected = live(straight, all);
    const first = stageOf();
    const before = live(first, all.slice(0, second));
    const again = stageOf(saved(first));
    const after = live(again, all.slice(second));
    expect(again.begunAnew).toBeUndefined();
    expect([...before.outputs, ...after.outputs]).toEqual(expected.outputs);
    expect(again.state).toEqual(straight.state);
  });

  it('writes a text only when it has changed, and lets go what was learned from once that is done', () => {
    const stage = stageOf();
    live(stage, life.normal.slice(0, 100));
    expect(stage.texts.changes().map(({ name }) => name)).toEqual(['block.0', 'block.1', 'open']);
    stage.texts.settle();
    expect(stage.texts.changes()).toEqual([]);
    live(stage, life.normal.slice(100, 101));
    expect(stage.texts.changes().map(({ name }) => name)).toEqual(['open']);
    live(stage, life.normal.slice(101));
    const changes = stage.texts.changes();
    expect(changes.filter(({ text }) => text !== null).map(({ name }) => name)).toEqual(['reference']);
    expect(changes.filter(({ text }) => text === null).map(({ name }) => name)).toEqual(['block.0', 'block.1', 'open']);
    stage.texts.settle();
    live(stage, life.faulty);
    expect(stage.texts.changes()).toEqual([]);
  });

  it('offers again what a disk refused', () => {
    const stage = stageOf();
    live(stage, life.normal.slice(0, 50));
    const first = stage.texts.changes();
    expect(stage.texts.changes()).toEqual(first);
  });

  it('learns anew when what was learned is gone, and says so', () => {
    const first = stageOf();
    live(first, life.normal);
    const again = stageOf({ ...saved(first), texts: new Map(), textNames: ['reference'] });
    expect(again.begunAnew).toBe('learnedLost');
    const { records } = live(again, life.normal.slice(0, 1));
    const { referenceSha256: previousReferenceSha256 } = first.state;
    const data = { cause: 'learnedLost', rebaselineCount: 1, previousReferenceSha256 };
    expect(records).toEqual([{ code: 'anomaly.rebaseline', data }]);
    expect(again.texts.changes()).toContainEqual({ name: 'reference', text: null });
  });
});

describe('a robot that is not the same any more', () => {
  it('is learned anew under another version', () => {
    const first = stageOf();
    live(first, life.normal);
    const again = stageOf({ ...saved(first), key: 'another' });
    expect(again).toMatchObject({ begunAnew: 'versionChanged', phase: 'warmUp', levels: ['L0'] });
    expect(again.state).toMatchObject({ key: 'another', referenceSha256: null, rebaselineCount: 1 });
  });

  it('is learned anew once for a signed order', () => {
    const first = stageOf();
    live(first, life.normal);
    const rebaseline = { sha256: 'sha256:0f', reason: 'maintenance', signedBy: 'owner-key' };
    const ordered = stageOf({ ...saved(first), rebaseline });
    expect(ordered.begunAnew).toBe('signedEvent');
    const { records } = live(ordered, life.normal.slice(0, 5));
    expect(records[0]?.data).toMatchObject({ cause: 'signedEvent', ...rebaseline });
    expect(stageOf({ ...saved(ordered), rebaseline }).begunAnew).toBeUndefined();
    expect(stageOf({ rebaseline }).begunAnew).toBeUndefined();
  });
});

describe('the network', () => {
  const scorer = (loudFrom: number, weightsSha256 = 'w1'): Scorer => {
    let seen = 0;
    const scoreOf = (joint: number): number => (joint === 4 && seen > loudFrom ? 400 : 1 + ((seen * 7 + joint) % 13) / 13);
    return {
      backend: 'cpu',
      weightsSha256,
      modelVersion: 'test',
      score: ({ startMs, layout: { parts } }) => {
        seen++;
        return {
          startMs,
          jointScores: Float64Array.from(parts, (_, joint) => scoreOf(joint)),
          jointMask: new Uint8Array(parts.length).fill(1),
        };
      },
      close: () => undefined,
    };
  };

  it('votes beside physics once it was learned along', () => {
    const stage = stageOf({ scorer: scorer(collectS + 60) });
    const { outputs } = live(stage, life.normal);
    expect(stage.levels).toEqual(['L0', 'L1', 'L2']);
    const alone = live(stageOf(), life.normal).outputs;
    const last = outputs.at(-1)?.score?.jointScores[4] ?? 0;
    expect(last).toBeGreaterThan(50);
    expect(last).toBeGreaterThan(alone.at(-1)?.score?.jointScores[4] ?? 0);
    outputs.forEach(({ score }, second) => {
      score?.jointScores.forEach((value, joint) => {
        expect(value).toBeGreaterThanOrEqual(alone[second]?.score?.jointScores[joint] ?? 0);
      });
    });
  });

  it('says nothing with other weights than those that were learned along, and without a backend physics goes on', () => {
    const first = stageOf({ scorer: scorer(0) });
    live(first, life.normal.slice(0, collectS));
    const alone = live(stageOf(), life.normal).outputs.slice(collectS);
    for (const other of [scorer(0, 'w2'), undefined]) {
      const again = stageOf({ ...saved(first), scorer: other });
      live(again, life.normal.slice(collectS, collectS + 1));
      expect(again.networkVote(4)).toBeUndefined();
      if (other === undefined) expect(again.levels).toEqual(['L0', 'L1']);
    }
    expect(alone[0]?.score).toBeDefined();
  });

  it('is not learned along when it comes later', () => {
    const first = stageOf();
    live(first, life.normal.slice(0, collectS));
    const again = stageOf({ ...saved(first), scorer: scorer(0) });
    const { outputs } = live(again, life.normal.slice(collectS));
    expect(again.levels).toEqual(['L0', 'L1']);
    expect(outputs).toEqual(live(stageOf(), life.normal).outputs.slice(collectS));
  });
});

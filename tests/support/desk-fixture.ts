import { type DeskStates, openingDesks } from '../../agent/aggregate/desk-states.ts';
import type { BehaviourMessage } from '../../agent/contract/behaviour.ts';
import type { ClosedWindow, WindowFeatures } from '../../agent/contract/features.ts';
import type { FaultMessage, ModeMessage, SafetyMessage } from '../../agent/contract/message.ts';
import type { Component } from '../../agent/contract/signal.ts';
import { monoMs } from '../../agent/contract/time.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import type { DetectedEvent, EndedEvent } from '../../agent/contract/usage.ts';
import { timeAt } from './telemetry.ts';

/** Shows that a text was hashed, and which. */
export const hashOf = (text: string): string => `sha256:(${text.length})`;
export const newStates = (): DeskStates => openingDesks();

const at = (ms: number) => ({ sourceId: 'arm', time: timeAt(ms) });
export const behaviourAt = (ms: number, said: Partial<BehaviourMessage>): BehaviourMessage => ({ kind: 'behaviour', ...at(ms), ...said });
export const modeAt = (ms: number, said: Partial<ModeMessage>): ModeMessage => ({ kind: 'mode', ...at(ms), ...said });
export const safetyAt = (ms: number, said: Partial<SafetyMessage>): SafetyMessage => ({ kind: 'safety', ...at(ms), ...said });

/** A fault of the elbow that stands. */
export function faultAt(ms: number, category: string): FaultMessage {
  const code = { codeSpace: 'test', codeRaw: category, component: 'joint', part: 'elbow', text: category } as const;
  return { kind: 'fault', ...at(ms), ...code, severity: 'error', category, active: true };
}

export const eventAt = (ms: number, eventClass: string): DetectedEvent => ({ eventClass, sourceId: 'arm', start: timeAt(ms) });
export const endAt = (ms: number, eventClass: string, durationMs: number): EndedEvent => ({ ...eventAt(ms, eventClass), durationMs });

/** A second that ends at `endMs`, with the mean temperature of these parts, °C. */
export function temperatureWindow(endMs: number, component: Component, partsC: Readonly<Record<string, number | undefined>>): ClosedWindow {
  const parts = Object.keys(partsC);
  const signals = [component === 'joint' ? 'motorTemperatureC' : 'temperatureC'] as const;
  const mean = Float64Array.from(parts, (part) => partsC[part] ?? 0);
  const times = { startMs: monoMs(endMs - 1000), endMs: monoMs(endMs) };
  const stream: WindowFeatures = {
    ...{ layout: { sourceId: 'arm', component, parts, signals, periodMs: 100 }, ...times, frameCount: 1 },
    ...{
      count: Uint32Array.from(parts, (part) => (partsC[part] === undefined ? 0 : 10)),
      mean,
      sd: mean.map(() => 0),
      min: mean,
      max: mean,
    },
  };
  return { ...times, operatingMs: 1000, streams: [stream] };
}

/** A window without a reading. */
export const quietWindow = (endMs: number, operatingMs: number): ClosedWindow => ({
  startMs: monoMs(Math.max(0, endMs - operatingMs)),
  endMs: monoMs(endMs),
  operatingMs,
  streams: [],
});

export const missing = unknown('missing');

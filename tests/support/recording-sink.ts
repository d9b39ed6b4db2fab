import type { DriverSink, Flaw } from '../../agent/contract/driver.ts';
import type { Frame } from '../../agent/contract/frame.ts';
import type { Message } from '../../agent/contract/message.ts';
import { samplesOf } from '../../agent/contract/sample.ts';
import type { TimePoint } from '../../agent/contract/time.ts';
import type { Knowable } from '../../agent/contract/unknown.ts';

/** A frame as it was when it was poured: drivers reuse their buffers. */
export interface RecordedFrame {
  readonly component: string;
  readonly time: TimePoint;
  readonly sourceWallMs: Knowable<number>;
  /** `signal part` → value in house units, or why there is none. */
  readonly cells: Readonly<Record<string, Knowable<number>>>;
}

export interface RecordingSink extends DriverSink {
  readonly frames: RecordedFrame[];
  readonly messages: Message[];
  readonly flaws: Flaw[];
  /** Kinds in the order in which they were poured. */
  readonly kinds: ('frame' | 'message' | 'flaw')[];
  readonly readyCount: () => number;
}

/** A sink that keeps copies of everything; `accepts` says for each push whether the queue has room after it. */
export function recordingSink(accepts: (pushIndex: number) => boolean = () => true): RecordingSink {
  const frames: RecordedFrame[] = [];
  const messages: Message[] = [];
  const flaws: Flaw[] = [];
  const kinds: RecordingSink['kinds'] = [];
  let readyCount = 0;
  const keep = <T>(kind: RecordingSink['kinds'][number], list: T[], item: T): boolean => {
    list.push(item);
    kinds.push(kind);
    return accepts(kinds.length - 1);
  };
  return {
    frames,
    messages,
    flaws,
    kinds,
    readyCount: () => readyCount,
    frame: (frame) => keep('frame', frames, copyOf(frame)),
    message: (message) => keep('message', messages, message),
    flaw: (flaw) => keep('flaw', flaws, flaw),
    ready: async () => {
      readyCount++;
    },
  };
}

function copyOf(frame: Frame): RecordedFrame {
  return {
    component: frame.layout.component,
    time: frame.time,
    sourceWallMs: frame.sourceWallMs,
    cells: Object.fromEntries(samplesOf(frame).map(({ signal, part, value }) => [`${signal} ${part}`, value])),
  };
}

/** How often each code was reported. */
export function countByCode(flaws: readonly Flaw[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of flaws) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

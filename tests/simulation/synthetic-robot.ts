import type { Source } from '../../agent/contract/driver.ts';
import { createFrame, type Frame, type FrameLayout, quality } from '../../agent/contract/frame.ts';
import type { Message } from '../../agent/contract/message.ts';
import type { Clock, TimePoint } from '../../agent/contract/time.ts';
import type { SeededRandom } from './seeded-random.ts';

export const robotLayout: FrameLayout = {
  sourceId: 'arm',
  component: 'joint',
  parts: ['j0', 'j1'],
  signals: ['velocityRadPerS'],
  periodMs: 5_000,
};

/** How often what happens; means, in the robot's time. */
const eventEveryMs = 1_200_000;
const faultEveryMs = 3_600_000;
const silenceEveryMs = 5_400_000;
const shiftMs = 900_000;

/** What the robot does; goes on whether or not an agent looks. */
export class SyntheticRobot {
  readonly #random: SeededRandom;
  #stopFromMs = 0;
  #silentFromMs = 0;
  #silentUntilMs = 0;
  #faultAtMs = 0;

  constructor(random: SeededRandom, nowMs: number) {
    this.#random = random;
    this.#stopFromMs = nowMs + this.#random.waitMs(eventEveryMs);
    this.#faultAtMs = nowMs + this.#random.waitMs(faultEveryMs);
    this.#planSilence(nowMs);
  }

  /** Its connection, as a driver shows it to one process of the agent. */
  source(clock: Clock, nowMs: () => number): Source {
    return {
      layouts: [robotLayout],
      observable: ['protectiveStop'],
      identity: { protocol: 'simulated' },
      run: async (sink, signal) => {
        const frame = createFrame(robotLayout, clock.now());
        sink.message(stopMessage(clock.now(), false));
        while (!signal.aborted) {
          if (!this.#isSilent(nowMs())) {
            for (const message of this.#messages(nowMs(), clock.now())) sink.message(message);
            this.#fill(frame, clock.now(), nowMs());
            sink.frame(frame);
          }
          await sink.ready();
          await clock.sleep(robotLayout.periodMs, signal);
        }
      },
    };
  }

  #isSilent(nowMs: number): boolean {
    if (nowMs >= this.#silentUntilMs) this.#planSilence(nowMs);
    return nowMs >= this.#silentFromMs;
  }

  #planSilence(nowMs: number): void {
    this.#silentFromMs = nowMs + this.#random.waitMs(silenceEveryMs);
    this.#silentUntilMs = this.#silentFromMs + this.#random.whole(5_000, 180_000);
  }

  /** A stop is one run of true; a fault is there and gone. */
  #messages(nowMs: number, time: TimePoint): Message[] {
    const messages: Message[] = [];
    if (nowMs >= this.#stopFromMs) {
      messages.push(stopMessage(time, true), stopMessage(time, false));
      this.#stopFromMs = nowMs + 120_000 + this.#random.waitMs(eventEveryMs);
    }
    if (nowMs >= this.#faultAtMs) {
      messages.push(faultMessage(time, true), faultMessage(time, false));
      this.#faultAtMs = nowMs + 120_000 + this.#random.waitMs(faultEveryMs);
    }
    return messages;
  }

  /** Works a quarter of an hour, rests the next. */
  #fill(frame: Frame, time: TimePoint, nowMs: number): void {
    const isWorking = Math.floor(nowMs / shiftMs) % 2 === 0;
    frame.time = time;
    frame.values.set([isWorking ? 0.5 : 0, isWorking ? -0.3 : 0]);
    frame.quality.fill(quality.good);
  }
}

export function stopMessage(time: TimePoint, protectiveStop: boolean): Message {
  return { kind: 'safety', sourceId: robotLayout.sourceId, time, protectiveStop };
}

function faultMessage(time: TimePoint, active: boolean): Message {
  return {
    kind: 'fault',
    sourceId: robotLayout.sourceId,
    time,
    codeSpace: 'simulated',
    codeRaw: '7',
    component: 'joint',
    part: 'j0',
    severity: 'error',
    category: 'motorOverload',
    active,
    text: 'simulated',
  };
}

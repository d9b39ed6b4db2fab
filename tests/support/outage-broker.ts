import { ChildCommand } from './child-command.ts';
import { hasMosquitto, Mosquitto, mosquittoAbsence } from './mosquitto.ts';

/** A broker in a process of its own on a port of its own; whenever it starts it remembers nothing. */
export interface OutageBroker {
  readonly port: number;
  start(): Promise<void>;
  /** Ends it: asked to, or killed. Harmless when it is gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  dispose(): Promise<void>;
}

/** What an agent may meet in the field and in the demo. */
export const outageBrokers = [
  { name: 'the embedded broker', isPresent: true, create: (port: number): OutageBroker => new EmbeddedBrokerProcess(port) },
  { name: `Mosquitto${mosquittoAbsence}`, isPresent: hasMosquitto, create: (port: number): OutageBroker => new Mosquitto(port) },
] as const;

class EmbeddedBrokerProcess implements OutageBroker {
  readonly port: number;
  #child: ChildCommand | undefined;

  constructor(port: number) {
    this.port = port;
  }

  async start(): Promise<void> {
    this.#child = new ChildCommand(new URL('run-embedded-broker.ts', import.meta.url), [String(this.port)]);
    await this.#child.said(/listening/);
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.#child?.end(signal);
  }

  dispose(): Promise<void> {
    return this.stop('SIGKILL');
  }
}

import type { DriverContext } from './driver.ts';

/** One thing `doctor` looked at. A `fail` makes it end with exit code 1. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'fail' | 'skipped';
  /** Stable kebab name of the check, for example `bridge-reachable-off-host`. */
  readonly check: string;
  /** What was seen, with the value and the limit. */
  readonly text: string;
  /** What to do about it; empty when nothing. */
  readonly remedy: string;
}

export interface ProbeReport {
  readonly findings: readonly Finding[];
  /** A piece of configuration (YAML) that would read what answered; empty when nothing did. */
  readonly snippet: string;
}

/** What a driver can find out about a source before it is configured. */
export interface Probe<Options = unknown> {
  /** One line for `--help`. */
  readonly summary: string;
  /** Listens and asks, with read requests only, for at most `listenMs`; `tell` takes one line of progress. Never throws for a silent device: that is a finding. */
  run(request: ProbeRequest<Options>, signal: AbortSignal): Promise<ProbeReport>;
}

export interface ProbeRequest<Options> {
  readonly options: Options;
  readonly context: DriverContext;
  readonly listenMs: number;
  tell(line: string): void;
}

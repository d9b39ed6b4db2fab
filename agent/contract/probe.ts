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
  /** A piece of configuration (YAML, one entry of `sources`) that would read what answered; empty when nothing did. */
  readonly snippet: string;
  /** A robot profile to begin with (YAML), as far as the source told one; empty when it did not. */
  readonly profileSkeleton: string;
}

/** What a driver can find out about a source before it is configured. */
export interface Probe {
  /** One line for `--help`. */
  readonly summary: string;
  /** For example `ws://127.0.0.1:9090`. */
  readonly addressExample: string;
  /**
   * Listens and asks, with read requests only, for about `listenMs`. A silent device is a finding, not an error; throws ConfigError
   * when the request itself makes no sense.
   */
  run(request: ProbeRequest, signal: AbortSignal): Promise<ProbeReport>;
}

export interface ProbeRequest {
  /** As the person wrote it; undefined when `options` say it. */
  readonly address: string | undefined;
  /** Options of the driver as far as they are known, unchecked. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly context: DriverContext;
  readonly listenMs: number;
  /** Takes one line of progress. */
  tell(line: string): void;
}

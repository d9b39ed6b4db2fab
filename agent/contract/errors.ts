/**
 * An error class says what to do, its code what happened, its message how to fix it (house rule 12).
 * Codes are stable kebab strings with a stage prefix, for example `ingest/serial-port-closed`.
 */
abstract class AgentError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** One thing wrong with what a person wrote: where, what stands there, and what to write instead. */
export interface Problem {
  readonly place: string;
  readonly value: string;
  readonly remedy: string;
}

/** Exit with code 2, do not restart: a person must change something. Carries every problem found, not the first. */
export class ConfigError extends AgentError {
  readonly problems: readonly Problem[];
  constructor(code: string, problems: readonly Problem[]) {
    super(code, problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** Back off and try again: the world may change by itself. */
export class TransientError extends AgentError {}
/** Drop this one item, count it, go on. */
export class RejectedError extends AgentError {}
/** Our bug: crash, the service manager restarts. */
export class InvariantError extends AgentError {}

/** `place: value — remedy` on one line. */
export function formatProblem(problem: Problem): string {
  return `${problem.place}: ${problem.value} — ${problem.remedy}`;
}

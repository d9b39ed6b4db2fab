import { readFileSync } from 'node:fs';

interface TestResult {
  readonly fullName: string;
  readonly status: string;
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly TestResult[];
}

/** What Vitest's JSON reporter writes, as far as it is read here. */
export interface VitestReport {
  readonly success: boolean;
  readonly testResults: readonly FileResult[];
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** Names of tests that did not run, because what they need is absent. */
  readonly skipped: readonly string[];
}

/** Counts what really ran; a file that broke before its first test counts as one failure. */
export function countTests({ testResults }: VitestReport): TestCounts {
  const tests = testResults.flatMap((file) => file.assertionResults);
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: tests.filter((test) => test.status === 'failed').length + brokenFiles.length,
    skipped: tests.filter((test) => test.status !== 'passed' && test.status !== 'failed').map((test) => test.fullName),
  };
}

/** The last line of CI. */
export function countLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

/** Green only when something ran, nothing failed and nothing was left out. */
export function isGreen(report: VitestReport): boolean {
  const { passed, failed, skipped } = countTests(report);
  return report.success && passed > 0 && failed === 0 && skipped.length === 0;
}

if (import.meta.main) {
  const report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as VitestReport;
  const counts = countTests(report);
  const lines = [...counts.skipped.map((name) => `skipped: ${name}`), countLine(counts)];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = isGreen(report) ? 0 : 1;
}

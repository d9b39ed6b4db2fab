import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever the hardware (man 5 proc). */
const tickUs = 10_000;

/** Processor time a process has used so far, user and system, µs; throws when it is gone. */
export function cpuUsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickUs;
}

/** Resident memory of a process, MiB. */
export function residentMib(pid: number): number {
  const [, kib = 'NaN'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

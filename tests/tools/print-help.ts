import { main } from '../../agent/main.ts';
import { verbsIn } from './documents.ts';

/** The help of one command and of those below it. */
export interface Help {
  readonly words: readonly string[];
  readonly text: string;
  readonly below: readonly Help[];
}

/** Asks the program for the help of a command and of everything below it. */
async function readHelp(words: readonly string[]): Promise<Help> {
  const lines: string[] = [];
  const silent = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line), progress: () => undefined };
  await main([...words, '--help'], { ...silent, signal: new AbortController().signal });
  const text = lines.join('\n');
  const below: Help[] = [];
  for (const verb of verbsIn(text)) below.push(await readHelp([...words, verb]));
  return { words, text, below };
}

// Run as a child process without a terminal, so that lines are 80 wide whoever asks.
if (import.meta.main) process.stdout.write(JSON.stringify(await readHelp([])));

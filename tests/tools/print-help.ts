import { main as agentMain } from '../../agent/main.ts';
import { main as receiverMain } from '../../receiver/main.ts';
import { verbsIn } from './documents.ts';

type Main = typeof agentMain;

/** The help of one command and of those below it; `words` begin with the program's name. */
export interface Help {
  readonly words: readonly string[];
  readonly text: string;
  readonly below: readonly Help[];
}

/** Asks the program for the help of a command and of everything below it. */
async function readHelp(main: Main, words: readonly string[]): Promise<Help> {
  const lines: string[] = [];
  const silent = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line), progress: () => undefined };
  await main([...words.slice(1), '--help'], { ...silent, signal: new AbortController().signal });
  const text = lines.join('\n');
  const below: Help[] = [];
  for (const verb of verbsIn(text)) below.push(await readHelp(main, [...words, verb]));
  return { words, text, below };
}

// Run as a child process without a terminal, so that lines are 80 wide whoever asks.
if (import.meta.main) {
  const programs = [await readHelp(agentMain, ['robot-risk']), await readHelp(receiverMain, ['robot-risk-receiver'])];
  process.stdout.write(JSON.stringify(programs));
}

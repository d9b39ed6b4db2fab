import { isTestPath, isWithin, type SourceFile } from './source-tree.ts';
import { lineAt, tokenise } from './tokens.ts';

/** Something nobody writes here, and what to write instead. */
export interface Ban {
  readonly what: string;
  readonly pattern: RegExp;
  /** `code` without comments and literals, `comment` only comments, `text` everything. */
  readonly reads: 'code' | 'comment' | 'text';
  /** `product` leaves out tests, `test` reads only them. */
  readonly scope: 'product' | 'test' | 'everywhere';
  readonly instead: string;
  /** Folders and files where it is allowed, because it is their work. */
  readonly except: readonly string[];
}

/** The only places that touch the host's clock, timers, console and process. */
const platform = ['agent/platform', 'receiver/platform', 'packaging', 'models/training'];

export const bans: readonly Ban[] = [
  {
    what: 'reading the clock',
    pattern: /\bDate\.now\b|\bnew Date(?:\(\s*\)|\b(?!\())|(?<!new )\bDate\(|\bperformance\.|\bhrtime\b/g,
    reads: 'code',
    scope: 'product',
    instead: 'take a TimePoint or a Clock as an argument; agent/platform has the real one (`new Date(ms)` of a given number is fine)',
    except: platform,
  },
  {
    what: 'a timer',
    pattern: /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b|\bAbortSignal\.timeout\b|\bscheduler\.(?:wait|yield)\b/g,
    reads: 'code',
    scope: 'product',
    instead: 'clock.sleep(durationMs, signal) of the Clock handed in',
    except: platform,
  },
  {
    what: 'the console',
    pattern: /\bconsole\b/g,
    reads: 'code',
    scope: 'product',
    instead: 'CommandIo.out and .err in a verb, an event for the logger in a stage',
    except: platform,
  },
  {
    what: 'the process',
    pattern: /\bprocess\b\s*\??\.|\bglobalThis\.process\b/g,
    reads: 'code',
    scope: 'product',
    instead: 'take arguments, environment and signals as arguments; agent/platform reads them',
    except: platform,
  },
  {
    what: 'chance',
    pattern: /\bMath\.random\b/g,
    reads: 'code',
    scope: 'everywhere',
    instead: 'a seeded generator handed in, so that a replay is the same twice',
    except: ['agent/platform', 'receiver/platform'],
  },
  {
    what: 'syntax that cannot be erased',
    pattern: /\benum\s+\w+\s*\{|\bnamespace\s+\w+\s*\{|\bmodule\s+\w+\s*\{/g,
    reads: 'code',
    scope: 'everywhere',
    instead: 'an object `as const` with a type of its values, or a file',
    except: [],
  },
  {
    what: 'the type that checks nothing',
    pattern: /(?::|\bas|<|\||&|,|\bkeyof)\s*any\b(?!\s*[(:])/g,
    reads: 'code',
    scope: 'everywhere',
    instead: '`unknown` and a check',
    except: [],
  },
  {
    what: 'a default export',
    pattern: /\bexport default\b/g,
    reads: 'code',
    scope: 'product',
    instead: 'a named export of the same name as the file; only drivers/<name>/index.ts has a default, because it is loaded by name',
    except: ['drivers', 'vitest.config.ts'],
  },
  {
    what: 'silencing a check',
    pattern: /@ts-(?:ignore|nocheck|expect-error)|biome-(?:ignore)|eslint-(?:disable)/g,
    reads: 'comment',
    scope: 'everywhere',
    instead: 'mend what the check found',
    except: [],
  },
  {
    what: 'unfinished work',
    pattern: /\b(?:TODO|FIXME|XXX|HACK)\b|\bfor now\b|\bplaceholder\b|\bnot (?:yet )?implemented\b/gi,
    reads: 'comment',
    scope: 'everywhere',
    instead: 'finish it, or open an issue and leave no trace here',
    except: [],
  },
  {
    what: 'history in a comment',
    pattern: /\b(?:formerly|used to (?:be|have|do)|renamed from|refactored|was replaced|instead of the old)\b/gi,
    reads: 'comment',
    scope: 'everywhere',
    instead: 'why it is as it is: clause, quirk or trade-off; the past is in git',
    except: [],
  },
  {
    what: 'a path of one machine',
    pattern: /(?<![\w.*])\/(?:work|home|root|Users)\/\w/g,
    reads: 'text',
    scope: 'everywhere',
    instead: 'a path resolved from import.meta.url, or os.tmpdir()',
    except: [],
  },
  {
    what: 'a test that is left out or runs alone',
    pattern: /\b(?:it|test|describe|suite|bench)\.(?:only|skip|todo|fails)\b/g,
    reads: 'code',
    scope: 'test',
    instead: 'describe.skipIf(condition), which names what is absent; CI fails on it',
    except: [],
  },
  {
    what: 'real waiting',
    pattern:
      /\b(?:setTimeout|setInterval|setImmediate)\b|\bAtomics\.wait\b|\bscheduler\.wait\b|\b(?:vi\.waitFor|vi\.waitUntil|expect\.poll)\b/g,
    reads: 'code',
    scope: 'test',
    instead: 'a fake clock, or await the event itself with a deadline (AbortSignal.timeout)',
    except: [],
  },
];

/** Every place a ban is broken, as `file:line what (found): write … instead`. */
export function brokenBans(files: readonly SourceFile[], rules: readonly Ban[] = bans): string[] {
  return files.flatMap((file) => rules.filter((ban) => isInScope(file.path, ban)).flatMap((ban) => breaches(file, ban)));
}

function breaches(file: SourceFile, ban: Ban): string[] {
  return [...readable(file, ban.reads).matchAll(ban.pattern)].map((match) => {
    const line = lineAt(file.text, match.index);
    return `${file.path}:${line} ${ban.what} (${match[0].trim()}): write ${ban.instead}`;
  });
}

function isInScope(path: string, ban: Ban): boolean {
  if (ban.except.some((place) => isWithin(path, place))) return false;
  if (ban.scope === 'everywhere') return true;
  return isTestPath(path) === (ban.scope === 'test');
}

/** What a ban looks at: prose has neither code nor comments, a configuration file is all comment. */
function readable(file: SourceFile, reads: Ban['reads']): string {
  if (reads === 'text') return file.text;
  if (!isScript(file.path)) return reads === 'comment' && file.path.endsWith('.yaml') ? file.text : '';
  return reads === 'code' ? file.code : onlyComments(file.text);
}

function isScript(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path);
}

function onlyComments(text: string): string {
  let out = text.replaceAll(/[^\n]/g, ' ');
  for (const token of tokenise(text)) {
    if (token.kind === 'comment') out = out.slice(0, token.start) + token.text + out.slice(token.end);
  }
  return out;
}

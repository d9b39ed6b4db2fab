import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/** Hears every outermost transaction of the databases in one folder. What it throws, the transaction throws. */
export interface DatabaseWatch {
  /** Inside the transaction, before its body. */
  begun(database: Database.Database): void;
  /** Inside the transaction, after its body. */
  written(database: Database.Database): void;
  committed(database: Database.Database): void;
}

type Body = (...given: unknown[]) => unknown;
type Transaction = Database.Transaction<Body>;
type MakeTransaction = (this: Database.Database, body: Body) => Transaction;

const watches = new Map<string, DatabaseWatch>();
let isInstalled = false;

/** Watches the databases in this folder until told otherwise; others go on as ever. */
export function watchFolder(folder: string, watch: DatabaseWatch): void {
  if (!isInstalled) install();
  watches.set(folder, watch);
}

export function unwatchFolder(folder: string): void {
  watches.delete(folder);
}

// The agent opens its own database, so the watch is put under the library and not handed in: the code under test is the one that ships.
function install(): void {
  isInstalled = true;
  const prototype = Database.prototype as unknown as { transaction: MakeTransaction };
  const original = prototype.transaction;
  prototype.transaction = function watched(this: Database.Database, body: Body): Transaction {
    const watch = watches.get(dirname(this.name));
    return watch === undefined ? original.call(this, body) : watchedTransaction(this, { body, watch, original });
  };
}

interface Watched {
  readonly body: Body;
  readonly watch: DatabaseWatch;
  readonly original: MakeTransaction;
}

function watchedTransaction(database: Database.Database, { body, watch, original }: Watched): Transaction {
  const inner = original.call(database, (...given: unknown[]) => {
    watch.begun(database);
    const result = body(...given);
    watch.written(database);
    return result;
  });
  const around =
    (run: Body): Body =>
    (...given) => {
      const result = run(...given);
      watch.committed(database);
      return result;
    };
  const names = ['default', 'deferred', 'immediate', 'exclusive'] as const;
  const variants = names.map((name) => [name, around(inner[name] as Body)] as const);
  return Object.assign(around(inner), Object.fromEntries(variants)) as unknown as Transaction;
}

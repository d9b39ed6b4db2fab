import Database from 'better-sqlite3';

/** What the last commit saved of the stages, read behind the agent's back; undefined when nothing was ever saved. */
export function readSavedState<State>(ledgerPath: string): State | undefined {
  const database = new Database(ledgerPath, { readonly: true });
  try {
    const tables = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'state'").pluck().get();
    if (tables === 0) return undefined;
    const text = database.prepare<[], string>("SELECT value FROM state WHERE name = 'pipeline'").pluck().get();
    return text === undefined ? undefined : (JSON.parse(text) as State);
  } finally {
    database.close();
  }
}

import { AsyncLocalStorage } from 'node:async_hooks'

/** Remembers for which attempt or question code runs, even long after that is over. */
const owners = new AsyncLocalStorage<string>()

/** Runs user code for an attempt or a question, which also owns everything that the code starts. */
export function runFor<T>(owner: string, run: () => T): T {
  return owners.run(owner, run)
}

/** The owner of the code that runs now. Null if it has none. */
export function currentOwner(): string | null {
  return owners.getStore() ?? null
}

import { AsyncLocalStorage } from 'node:async_hooks'

/** Tells for which attempt or question the code runs that threw, also when that is long over. */
const owners = new AsyncLocalStorage<string>()

/** Runs user code for an attempt or a question; what it starts and leaves behind stays its own. */
export function runFor<T>(owner: string, run: () => T): T {
  return owners.run(owner, run)
}

/** Whose code runs now, null where it is nobody's. */
export function currentOwner(): string | null {
  return owners.getStore() ?? null
}

/**
 * Conditions share their process, so what all of it has in common is not theirs to change: one that tries throws, and the
 * others do not notice.
 */
export function forbidSideEffects(): void {
  const set = refuse('the environment')
  // biome-ignore lint/style/noProcessEnv: so that it cannot be changed
  const environment = { ...process.env }
  process.env = new Proxy(environment, { set, deleteProperty: set, defineProperty: set })
  process.chdir = refuse('the working folder')
}

function refuse(what: string): () => never {
  return () => {
    throw new Error(`A condition cannot change ${what} of its process.`)
  }
}

/**
 * Conditions share their process, so none of them may change its global state. A condition that tries to gets an error, and
 * the others are not affected.
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

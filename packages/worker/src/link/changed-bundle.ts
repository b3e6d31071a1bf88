/** The bundle of a snapshot is not what was fetched: something on this machine has changed it. */
export class ChangedBundle extends Error {
  constructor(path: string) {
    super(`"${path}" was changed. It is fetched again.`)
  }
}

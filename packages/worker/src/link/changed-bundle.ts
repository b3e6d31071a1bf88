/** The bundle of a snapshot was changed on this machine after it was fetched. */
export class ChangedBundle extends Error {
  constructor(path: string) {
    super(`"${path}" was changed. It is fetched again.`)
  }
}

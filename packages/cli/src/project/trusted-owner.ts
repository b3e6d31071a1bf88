const ROOT = 0

/** Users by their number. */
export interface Owners {
  readonly user: number
  /** Who owns the configuration. */
  readonly file: number
  /** Who owns the folder in which the command runs. */
  readonly folder: number
}

/**
 * Whether a user may run a configuration without being asked. Others may put one into a shared folder such as `/tmp`, above
 * the projects of everybody. Whoever goes into the folder of another user has chosen to trust that one.
 */
export function isTrustedOwner({ user, file, folder }: Owners): boolean {
  return file === user || file === ROOT || file === folder
}

import type { ExternalPackage } from './external-packages.ts'

/** What an upload says about the packages that workers install: one sentence, and a warning for each that differs here. */
export function packageRemarks(packages: readonly ExternalPackage[]): string[] {
  if (packages.length === 0) return []
  const names = packages.map(({ name, lockedVersion }) => `${name} ${lockedVersion}`).join(', ')
  const differing = packages.filter(({ installedVersion, lockedVersion }) => installedVersion !== lockedVersion)
  return [
    `Workers install these npm packages, which a bundle does not contain: ${names}.`,
    ...differing.map(
      ({ name, installedVersion, lockedVersion }) =>
        `Warning: node_modules has "${name}" ${installedVersion}, but the lock says ${lockedVersion}, which is what tasks get. Run "npm ci".`,
    ),
  ]
}

import { randomUUID } from 'node:crypto'
import { readlinkSync, renameSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

const PACKAGES = 'node_modules'

/** Lets a bundle find the packages of an environment: Node looks for them in the folder of the file that imports them. */
export function linkPackages(bundle: string, environment: string): void {
  const link = join(dirname(bundle), PACKAGES)
  const target = join(environment, PACKAGES)
  if (targetOf(link) === target) return
  const draft = `${link}.${randomUUID()}`
  symlinkSync(target, draft, 'dir')
  renameSync(draft, link)
}

/** Null if there is no such link. */
function targetOf(link: string): string | null {
  try {
    return readlinkSync(link)
  } catch {
    return null
  }
}

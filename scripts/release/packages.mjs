// The packages that are published, in the order of their dependencies.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../program-builds.mjs'

const FOLDERS = ['packages/sdk', 'packages/server', 'packages/worker', 'packages/ui', 'packages/cli']

export const readManifest = (folder) => JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))

export const releasedPackages = () => FOLDERS.map((folder) => ({ folder, manifest: readManifest(folder) }))

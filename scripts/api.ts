// Compares what the packages for authors export with the reports in their folders `api`. `npm run api -- --update` writes what is exported now.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { reportOf } from './api/report.ts'

const ROOT = dirname(import.meta.dirname)
const PACKAGES = ['packages/sdk', 'packages/operators'].map((folder) => join(ROOT, folder))

/** An entry for users, and the file of its report. */
interface PublicEntry {
  readonly types: string
  readonly report: string
}

/** Entries below `internal` are for the packages of this repository. */
function publicEntries(folder: string): PublicEntry[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return Object.entries<{ types: string }>(exports)
    .filter(([entry]) => !entry.startsWith('./internal/'))
    .map(([entry, { types }]) => {
      const name = entry === '.' ? basename(folder) : entry.slice(2).replaceAll('/', '-')
      return { types: join(folder, types), report: join(folder, 'api', `${name}.txt`) }
    })
}

const isUpdate = process.argv.includes('--update')

const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
const projects = PACKAGES.map((folder) => join(folder, 'tsconfig.build.json'))
spawnSync(process.execPath, [tsc, '-b', ...projects], { stdio: 'inherit' })

const differences = (before: string, after: string): string[] => {
  const [old, now] = [before.split('\n'), after.split('\n')]
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ]
}

for (const { types, report: file } of PACKAGES.flatMap(publicEntries)) {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const after = reportOf(types)
  if (before === after) continue
  if (isUpdate) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, after)
    console.log(`Updated ${relative(ROOT, file)}.`)
  } else {
    console.error(`What is exported differs from ${relative(ROOT, file)}:\n`)
    console.error(differences(before, after).join('\n'))
    console.error('\nIf this is meant, run "npm run api -- --update", and say in CHANGELOG.md what changed.')
    process.exitCode = 1
  }
}

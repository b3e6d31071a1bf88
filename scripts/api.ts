// Compares what the SDK exports with packages/sdk/api. `npm run api -- --update` writes what is exported now.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { reportOf } from './api/report.ts'

const ROOT = dirname(import.meta.dirname)
const SDK = join(ROOT, 'packages/sdk')
/** The entries for users by the name of their report. Those below `internal` are for the packages of this repository. */
const PUBLIC_ENTRIES = publicEntries()

function publicEntries(): [name: string, entry: string][] {
  const { exports } = JSON.parse(readFileSync(join(SDK, 'package.json'), 'utf8'))
  return Object.entries<{ types: string }>(exports)
    .filter(([entry]) => !entry.startsWith('./internal/'))
    .map(([entry, { types }]) => [entry === '.' ? 'sdk' : entry.slice(2).replaceAll('/', '-'), types])
}

const isUpdate = process.argv.includes('--update')

const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
spawnSync(process.execPath, [tsc, '-b', join(SDK, 'tsconfig.build.json')], { stdio: 'inherit' })

const differences = (before: string, after: string): string[] => {
  const [old, now] = [before.split('\n'), after.split('\n')]
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ]
}

for (const [name, entry] of PUBLIC_ENTRIES) {
  const file = join(SDK, 'api', `${name}.txt`)
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const after = reportOf(join(SDK, entry))
  if (before === after) continue
  if (isUpdate) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, after)
    console.log(`Updated ${relative(ROOT, file)}.`)
  } else {
    console.error(`What the SDK exports differs from ${relative(ROOT, file)}:\n`)
    console.error(differences(before, after).join('\n'))
    console.error('\nIf this is meant, run "npm run api -- --update", and say in CHANGELOG.md what changed.')
    process.exitCode = 1
  }
}

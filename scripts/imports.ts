// Checks all imports against the tables in imports/table.ts, and that no file imports itself through others.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findImportCycles } from './imports/import-cycles.ts'
import { findRefusedImports } from './imports/refused-imports.ts'
import { readSourceFiles } from './imports/source-files.ts'
import { FOLDERS, PACKAGES, PURE, RESERVED } from './imports/table.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const packageFolders = Object.fromEntries(
  globSync('packages/*/package.json', { cwd: ROOT }).map((file) => [
    String(JSON.parse(readFileSync(join(ROOT, file), 'utf8')).name),
    dirname(file),
  ]),
)

const files = readSourceFiles(ROOT)
const faults = [
  ...findRefusedImports(files, {
    packageFolders,
    packages: PACKAGES,
    folders: FOLDERS,
    reserved: RESERVED,
    pure: PURE,
  }),
  ...findImportCycles(files).map((cycle) => `These files import each other:\n  ${[...cycle, cycle[0]].join('\n  ')}`),
]
for (const fault of faults) console.error(fault)
if (faults.length > 0) console.error(`\n${faults.length} faults. The tables are in scripts/imports/table.ts.`)
process.exitCode = faults.length > 0 ? 1 : 0

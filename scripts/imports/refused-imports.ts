import type { Import, SourceFile } from './source-files.ts'
import type { ImportTable } from './table.ts'

export interface ImportTables {
  /** The folders of our packages by their names. */
  readonly packageFolders: Readonly<Record<string, string>>
  readonly packages: ImportTable
  readonly folders: ImportTable
  readonly reserved: ImportTable
  readonly pure: readonly string[]
}

/** A sentence for each import that the tables do not allow. */
export function findRefusedImports(files: readonly SourceFile[], tables: ImportTables): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.flatMap((imported) => {
      const problem =
        imported.file === undefined
          ? (packageProblem(path, imported, tables) ??
            reservedProblem(path, imported, tables) ??
            purityProblem(path, imported, tables))
          : folderProblem(path, imported.file, tables)
      return problem === undefined ? [] : [`${path} imports "${imported.specifier}", but ${problem}`]
    }),
  )
}

function packageProblem(path: string, imported: Import, tables: ImportTables): string | undefined {
  const name = Object.keys(tables.packageFolders).find((name) => isOf(imported, name))
  const importer = folderOf(path, tables.packages)
  if (name === undefined || importer === undefined) return undefined
  const allowed = tables.packages[importer] ?? []
  return allowed.includes(tables.packageFolders[name] ?? '') ? undefined : mayOnly(allowed)
}

function reservedProblem(path: string, imported: Import, { folders, reserved }: ImportTables): string | undefined {
  const name = Object.keys(reserved).find((name) => isOf(imported, name))
  const importer = folderOf(path, folders)
  if (name === undefined || importer === undefined || isTest(path)) return undefined
  const importers = reserved[name] ?? []
  return importers.includes(importer) ? undefined : `only these may: ${importers.join(', ')}`
}

function purityProblem(path: string, imported: Import, { packageFolders, pure }: ImportTables): string | undefined {
  if (isTest(path) || !pure.some((folder) => path.startsWith(`${folder}/`))) return undefined
  return Object.keys(packageFolders).some((name) => isOf(imported, name)) ? undefined : 'it is pure'
}

function folderProblem(path: string, imported: string, { packages, folders }: ImportTables): string | undefined {
  if (isTest(path)) return undefined
  const importer = folderOf(path, folders)
  const target = folderOf(imported, folders)
  if (importer === target) return undefined
  const haveRows = importer !== undefined && target !== undefined
  if (!haveRows && folderOf(path, packages) === folderOf(imported, packages)) return undefined
  const allowed = folders[importer ?? ''] ?? []
  return allowed.includes(target ?? '') ? undefined : mayOnly(allowed)
}

const mayOnly = (allowed: readonly string[]) => `may import only: ${allowed.join(', ') || 'nothing of ours'}`

const isOf = ({ specifier }: Import, name: string) => specifier === name || specifier.startsWith(`${name}/`)

const isTest = (path: string) => /\.test\.tsx?$/.test(path)

function folderOf(path: string, table: ImportTable): string | undefined {
  return Object.keys(table)
    .filter((folder) => path === folder || path.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0]
}

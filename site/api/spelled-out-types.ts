import { cpSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import ts from 'typescript'

const FORMAT =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.InTypeAlias |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType

/**
 * Copies the sources of the SDK and spells out the types that Zod infers: a reader of the reference wants to know which fields a
 * resource has, not the name of a schema. An object becomes an interface, with the comments of its fields; other types are
 * written out. `entries` are files of the copy.
 */
export function copySpelledOut(sdk: string, to: string, entries: readonly string[]): void {
  cpSync(sdk, to, { recursive: true, filter: (file) => !file.endsWith('.test.ts') })
  const program = ts.createProgram(entries, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    lib: ['lib.es2024.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  })
  const checker = program.getTypeChecker()
  for (const file of program.getSourceFiles()) {
    if (relative(to, file.fileName).startsWith('..')) continue
    const aliases = file.statements.filter((statement) => ts.isTypeAliasDeclaration(statement)).filter(isInferred)
    let text = file.text
    for (const alias of aliases.toReversed()) text = spellOut(text, alias, checker)
    if (text !== file.text) writeFileSync(file.fileName, text)
  }
}

const isInferred = ({ type }: ts.TypeAliasDeclaration): boolean => /^z\.(infer|input)<|\btypeof\b/.test(type.getText())

function spellOut(text: string, alias: ts.TypeAliasDeclaration, checker: ts.TypeChecker): string {
  const type = checker.getTypeAtLocation(alias.name)
  if (isObject(type)) return asInterface(text, alias)
  const spelled = checker.typeToString(type, alias, FORMAT)
  return text.slice(0, alias.type.getStart()) + spelled + text.slice(alias.type.getEnd())
}

const isObject = (type: ts.Type): boolean =>
  (type.flags & ts.TypeFlags.Object) !== 0 && type.getCallSignatures().length === 0

/** Begins the name of a type that only the copy has. */
export const INFERRED = 'Inferred'

/** An interface keeps its name where it is used, and the comments of the fields that it takes over. */
function asInterface(text: string, alias: ts.TypeAliasDeclaration): string {
  const name = alias.name.text
  const lines = [
    `export interface ${name} extends ${INFERRED}${name} {}`,
    `type ${INFERRED}${name} = ${alias.type.getText()}`,
  ]
  return text.slice(0, alias.getStart()) + lines.join('\n') + text.slice(alias.getEnd())
}

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Comment, parseSync } from 'oxc-parser'

/** A name in a file, as another file imports it or exports it again. */
export interface Reference {
  readonly file: string
  readonly name: string
}

export interface Declaration {
  /** The declaration without comments and without `export`. */
  readonly text: string
  /** Names used in it, of which only those declared or imported in the same file matter. */
  readonly names: ReadonlySet<string>
  /** Its inline imports from other files, such as `import("./other.ts").Name`. */
  readonly inlineImports: readonly Reference[]
}

/** One `.d.ts` file: what it declares, and what it imports from other files of the package. */
export interface DeclarationFile {
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>
  readonly imports: ReadonlyMap<string, Reference>
  readonly exports: ReadonlyMap<string, Reference>
}

/** The part of a syntax tree that is read here. Nodes have many more fields. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

const PLACE_OF_INLINE_IMPORT = /import\("\.[^"]*"\)\./g
/** Fields that hold the name of a member, which does not refer to a declaration in the file. */
const MEMBER_FIELDS = ['key', 'property', 'right']

/** Reads a file of declarations. It must have no `export *` and no `import *` of a relative path. */
export function readDeclarations(file: string): DeclarationFile {
  const source = readFileSync(file, 'utf8')
  const { program, comments, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const code = blank(source, comments)
  const declarations = new Map<string, Declaration[]>()
  const imports = new Map<string, Reference>()
  const exports = new Map<string, Reference>()

  for (const statement of program.body as unknown as Node[]) {
    if (statement.type === 'ImportDeclaration')
      readSpecifiers(statement, file, { name: 'local', source: 'imported' }, imports)
    else if (statement.type === 'ExportNamedDeclaration' && statement.declaration === null) {
      readSpecifiers(statement, file, { name: 'exported', source: 'local' }, exports)
    } else {
      const declared = (statement.declaration ?? statement) as Node
      for (const name of namesOf(declared)) {
        declarations.set(name, [...(declarations.get(name) ?? []), readDeclaration(declared, code, file)])
        if (statement !== declared) exports.set(name, { file, name })
      }
    }
  }
  return { declarations, imports, exports }
}

/** Replaces comments by spaces, so that positions stay the same. */
function blank(source: string, comments: readonly Comment[]): string {
  let code = source
  for (const { start, end } of comments) {
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, ' ') + code.slice(end)
  }
  return code
}

function readSpecifiers(
  statement: Node,
  file: string,
  fields: { readonly name: string; readonly source: string },
  into: Map<string, Reference>,
): void {
  const source = statement.source as { value: string } | null
  const isLocal = source === null
  if (!isLocal && !source.value.startsWith('.')) return
  const from = isLocal ? file : declarationPath(file, source.value)
  for (const specifier of statement.specifiers as Node[]) {
    const taken = specifier[fields.source] as Node | undefined
    if (taken === undefined) throw new Error(`${file}: "${specifier.type}" of a relative path is not supported`)
    into.set(textOf(specifier[fields.name] as Node), { file: from, name: textOf(taken) })
  }
}

const textOf = (identifier: Node): string => String(identifier.name ?? identifier.value)

const declarationPath = (file: string, specifier: string): string =>
  resolve(file, '..', specifier.replace(/\.ts$/, '.d.ts'))

function namesOf(declared: Node): string[] {
  if (declared.type === 'VariableDeclaration') {
    return (declared.declarations as Node[]).map(({ id }) => textOf(id as Node))
  }
  return declared.id ? [textOf(declared.id as Node)] : []
}

function readDeclaration(declared: Node, code: string, file: string): Declaration {
  const names = new Set<string>()
  const inlineImports: Reference[] = []
  visit(declared, (node) => {
    if (node.type === 'Identifier') names.add(String(node.name))
    if (node.type !== 'TSImportType') return
    const { value } = node.source as { value: string }
    const qualifier = node.qualifier as Node | null
    if (value.startsWith('.') && qualifier !== null) {
      inlineImports.push({ file: declarationPath(file, value), name: textOf(qualifier) })
    }
  })
  const lines = code.slice(declared.start, declared.end).split('\n')
  const text = lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n')
    .replace(PLACE_OF_INLINE_IMPORT, '')
  return { text, names, inlineImports }
}

function visit(node: Node, look: (node: Node) => void): void {
  look(node)
  for (const [field, value] of Object.entries(node)) {
    if (MEMBER_FIELDS.includes(field) && node.computed !== true) continue
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child) visit(child as Node, look)
    }
  }
}

import { type Declaration, type DeclarationFile, type Reference, readDeclarations } from './declarations.ts'

const USED_TITLE = '// Used above, not exported by name.'

/**
 * The exports of a package entry, as text: each exported declaration by name, then those that they use.
 * Comments and paths of files are left out, so the text changes only if users can see a difference.
 */
export function reportOf(entry: string): string {
  const files = new Map<string, DeclarationFile>()
  const fileAt = (path: string): DeclarationFile => {
    const file = files.get(path) ?? readDeclarations(path)
    files.set(path, file)
    return file
  }

  const find = ({ file, name }: Reference): Reference => {
    const { declarations, imports, exports } = fileAt(file)
    if (declarations.has(name)) return { file, name }
    const next = exports.get(name) ?? imports.get(name)
    if (next === undefined) throw new Error(`${file}: "${name}" is not declared`)
    return find(next)
  }

  const usedBy = (file: string, { names, inlineImports }: Declaration): Reference[] => {
    const { declarations, imports } = fileAt(file)
    const local = [...names].filter((name) => declarations.has(name) || imports.has(name))
    return [...local.map((name) => find({ file, name })), ...inlineImports.map(find)]
  }

  const declarationsOf = ({ file, name }: Reference): readonly Declaration[] =>
    fileAt(file).declarations.get(name) ?? []

  const exported = [...fileAt(entry).exports].map(([name, target]) => ({ name, target: find(target) }))
  const seen = new Set(exported.map(({ target }) => keyOf(target)))
  const used: Reference[] = []
  const open = exported.map(({ target }) => target)
  for (const target of open) {
    for (const reference of declarationsOf(target).flatMap((one) => usedBy(target.file, one))) {
      if (seen.has(keyOf(reference))) continue
      seen.add(keyOf(reference))
      used.push(reference)
      open.push(reference)
    }
  }

  const textOf = (name: string, target: Reference): string[] => {
    const texts = declarationsOf(target).map(({ text }) => text)
    return name === target.name ? texts : [...texts, `export { ${target.name} as ${name} }`]
  }
  const sections = [
    ...exported.map(({ name, target }) => textOf(name, target).join('\n')).sort(),
    USED_TITLE,
    ...used.map((target) => textOf(target.name, target).join('\n')).sort(),
  ]
  return `${sections.join('\n\n')}\n`
}

const keyOf = ({ file, name }: Reference): string => `${file}#${name}`

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application, type DeclarationReflection, type ProjectReflection, ReflectionKind } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { ENTRIES, specifierOf } from './entries.ts'
import { copySpelledOut, INFERRED } from './spelled-out-types.ts'

const MARKDOWN: Partial<PluginOptions> = {
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  entryFileName: 'index',
  indexFormat: 'table',
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: { hideDefaults: true, hideInherited: true, hideOverrides: true, hideModifiers: true },
  pageTitleTemplates: {
    index: 'API of the SDK',
    module: ({ name }) => specifierOf(name),
    member: ({ kind, rawName }) => `${kind}: ${rawName?.replace(/<.*/, '')}`,
  },
}

export interface ApiFolders {
  /** The sources of the SDK. */
  readonly sdk: string
  /** For the copy of them that is read; its parents have the packages that they import. */
  readonly copy: string
  readonly out: string
}

/** Writes a page for each name that the SDK exports. Returns the names that have no comment. */
export async function writeApi({ sdk, copy, out }: ApiFolders): Promise<string[]> {
  const files = Object.values(ENTRIES).map(({ file }) => join(copy, file))
  copySpelledOut(sdk, copy, files)
  for (const [name, { file, about }] of Object.entries(ENTRIES)) {
    writeFileSync(join(copy, file), `/** ${about} @module ${name} */\n${readFileSync(join(copy, file), 'utf8')}`)
  }
  const tsconfig = {
    extends: join(sdk, '../tsconfig.build.json'),
    compilerOptions: { rootDir: '.' },
    include: ['**/*.ts'],
  }
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(tsconfig))
  const options = {
    ...MARKDOWN,
    out,
    name: 'API',
    entryPoints: files,
    tsconfig: join(copy, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    router: 'structure',
    readme: 'none',
    excludeInternal: true,
    excludeExternals: true,
    disableSources: true,
    disableGit: true,
    logLevel: 'Warn' as const,
    validation: {
      notExported: false,
      invalidLink: true,
      rewrittenLink: true,
      notDocumented: false,
      unusedMergeModuleWith: true,
    },
  }
  const application = await Application.bootstrapWithPlugins(options)
  const project = await application.convert()
  if (project === undefined) throw new Error('TypeDoc could not read the SDK')
  hideInferred(project)
  application.validate(project)
  await application.generateOutputs(project)
  return undocumented(project)
}

/** What an interface takes over is shown as its own. */
function hideInferred(project: ProjectReflection): void {
  for (const reflection of project.getReflectionsByKind(ReflectionKind.Interface) as DeclarationReflection[]) {
    const isInferred = reflection.extendedTypes?.some((type) => type.toString().startsWith(INFERRED))
    if (!isInferred) continue
    delete reflection.extendedTypes
    delete reflection.typeHierarchy
  }
}

const HAS_MEMBERS = ReflectionKind.Class | ReflectionKind.Interface

function undocumented(project: ProjectReflection): string[] {
  return (project.children ?? []).flatMap((entry) =>
    (entry.children ?? []).flatMap((name) => {
      const methods = name.kindOf(HAS_MEMBERS)
        ? (name.children ?? []).filter((member) => member.kindOf(ReflectionKind.Method))
        : []
      const missing = [name, ...methods].filter((reflection) => !isDocumented(reflection))
      return missing.map(
        (reflection) => `${specifierOf(entry.name)}: ${reflection.getFullName().replace(/^[^.]*\./, '')}`,
      )
    }),
  )
}

const isDocumented = (reflection: DeclarationReflection): boolean =>
  reflection.inheritedFrom !== undefined ||
  reflection.kindOf(ReflectionKind.Reference) ||
  reflection.hasComment() ||
  (reflection.signatures ?? []).some((signature) => signature.hasComment())

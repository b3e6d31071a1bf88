import { readFileSync } from 'node:fs'
import { parseArguments } from './arguments.ts'
import type { Config } from './config.ts'
import { HELP } from './help.ts'
import { install } from './install.ts'
import { manifestOf } from './manifest.ts'
import { nextSteps } from './next-steps.ts'
import { type PackageManager, packageManagerOf } from './package-manager.ts'
import { packageNameOf } from './package-name.ts'
import { type Files, templateFiles } from './project-files.ts'
import { describeOldNode, type PresentNode, projectNode } from './project-node.ts'
import { findTargetFolder, type TargetFolder } from './target-folder.ts'
import type { TemplateName } from './templates.ts'
import { writeFiles } from './write-files.ts'

const DEFAULT_NAME = 'my-workflows'

export interface Surroundings {
  readonly currentFolder: string
  readonly node: PresentNode
  readonly config: Config
  readonly say: (text: string) => void
  /** Asks for the name; undefined where nobody can answer. */
  readonly ask: ((defaultName: string) => Promise<string>) | undefined
}

/** The whole program. Returns its exit code, and throws a `CreateError` for what people can put right. */
export async function create(words: readonly string[], surroundings: Surroundings): Promise<0 | 1> {
  const { config, say } = surroundings
  const { name, template, isInstalling, asks } = parseArguments(words, config.keptByNpm)
  const version = ownVersion()
  if (asks !== undefined) {
    say(asks === 'help' ? HELP : version)
    return 0
  }
  const folder = findTargetFolder(name ?? (await chooseName(surroundings)), surroundings.currentFolder)
  const manager = packageManagerOf(config.userAgent)
  const nodes = projectNode(surroundings.node)
  const manifest = manifestOf({ name: packageNameOf(folder.name), version, nodes: nodes ?? {} })
  const settings = manager.files(nodes === null || Object.keys(nodes).length > 0)
  writeFiles(
    folder.path,
    new Map([['package.json', manifest], ...filesFor(folder, template, manager), ...Object.entries(settings)]),
  )
  say(`Created "${folder.name}" from the template "${template}".\n`)
  if (nodes === null) say(`${describeOldNode(surroundings.node)}\n`)

  if (isInstalling) say(`Installing with ${manager.name} …`)
  const isInstalled = isInstalling && install(folder.path, manager)
  if (isInstalling && !isInstalled) {
    say(`\nThe project is complete, but "${manager.name} install" failed. Run it again later.`)
  }
  say(`${isInstalling ? '\n' : ''}${nextSteps({ folder: folder.shown, template, manager, isInstalled })}`)
  return isInstalling && !isInstalled ? 1 : 0
}

async function chooseName({ ask, say }: Surroundings): Promise<string> {
  if (ask !== undefined) return ask(DEFAULT_NAME)
  say(`No name was given, so the project is "${DEFAULT_NAME}".`)
  return DEFAULT_NAME
}

function filesFor(folder: TargetFolder, template: TemplateName, { run, exec }: PackageManager): Files {
  const files = templateFiles(template, {
    name: folder.name,
    dev: run('dev'),
    test: run('test'),
    check: run('check'),
    typecheck: run('typecheck'),
    exec,
  })
  // What people wrote there stays.
  if (folder.names.some((name) => name.toLowerCase() === 'readme.md')) files.delete('README.md')
  return files
}

function ownVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}

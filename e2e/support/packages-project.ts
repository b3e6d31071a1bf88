import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { AIFlowHome } from './aiflow-home.ts'
import type { PackageShelf } from './package-shelf.ts'
import { allGone, processesOf } from './processes.ts'

/** A project whose workflow needs packages of a shelf, and a server whose worker installs them from there. */
export class PackagesProject {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'aiflow-npm-')))
  readonly aiflow = new AIFlowHome()
  readonly #settings: Readonly<Record<string, string>>

  constructor(shelf: PackageShelf) {
    // A cache of its own, so that everything comes from the shelf.
    this.#settings = {
      npm_config_registry: shelf.url,
      npm_config_cache: join(this.folder, '.cache'),
      npm_config_fetch_retries: '0',
      npm_config_audit: 'false',
    }
    Object.assign(this.aiflow.environment, this.#settings)
    this.write('package.json', '{ "name": "project", "private": true, "type": "module" }')
  }

  write(name: string, text: string): string {
    const path = join(this.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  /** Installs packages into the project, as its author does, without any of their scripts. */
  async install(...names: string[]): Promise<void> {
    const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...names]
    await promisify(execFile)('npm', words, { cwd: this.folder, env: { ...process.env, ...this.#settings } })
  }

  /** A workflow with one task, "use", whose output is what `code` returns. Packages are imported by `imports`. */
  async upload(imports: string, code: string, ...flags: string[]): Promise<void> {
    const text = `import { FunctionOperator, Workflow } from '@aiflow/sdk'
${imports}
export const flow = new Workflow({ name: 'flow' }, () => {
  new FunctionOperator({ name: 'use', run: async () => { ${code} } })
})
`
    await this.aiflow.upload(this.write('flow.ts', text), ...flags)
  }

  /** What npm knows of the shelf. */
  forgetCache(): void {
    rmSync(join(this.folder, '.cache'), { recursive: true, force: true })
  }

  /** The environments of the worker, whole or not. */
  environments(): string[] {
    return readdirSync(join(this.aiflow.folder, 'worker/packages')).filter((name) => !name.endsWith('.log'))
  }

  /** Processes that install packages. */
  installers(): string[] {
    return processesOf(join(this.aiflow.folder, 'worker/packages')).map(({ command }) => command)
  }

  async remove(): Promise<void> {
    await this.aiflow.remove()
    await allGone(this.folder)
    rmSync(this.folder, { recursive: true, force: true })
  }
}

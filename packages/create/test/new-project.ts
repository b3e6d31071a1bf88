import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../src/config.ts'
import { create, type Surroundings } from '../src/create.ts'

/** A folder for projects, in which the program is called. */
export class Place {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'create-aiflow-')))
  said = ''

  /** Creates a project without an installation, and returns its exit code. */
  create(words: readonly string[], changed: Partial<Omit<Surroundings, 'config'> & Config> = {}): Promise<0 | 1> {
    const { userAgent, keptByNpm = [], isAutomated = false, ...surroundings } = changed
    this.said = ''
    return create([...words, '--no-install'], {
      currentFolder: this.path,
      node: { version: '24.21.0', platform: 'linux-x64-glibc' },
      config: { userAgent, keptByNpm, isAutomated },
      say: (text) => {
        this.said += `${text}\n`
      },
      ask: undefined,
      ...surroundings,
    })
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8')
  }

  /** The files below a folder, in order. */
  files(folder = '.'): string[] {
    return readdirSync(join(this.path, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(this.path, folder).length + 1))
      .sort()
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

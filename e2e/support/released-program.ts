import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../fixtures/release-0.2.0/program.tgz', import.meta.url))
const ESBUILD = fileURLToPath(new URL('../../node_modules/esbuild', import.meta.url))

/** The whole program of version 0.2.0, from its original build. */
export class ReleasedProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), 'aiflow-release-'))

  constructor() {
    execFileSync('tar', ['-xzf', PROGRAM, '-C', this.#folder])
    symlinkSync(ESBUILD, join(this.#folder, 'node_modules/esbuild'))
  }

  /** The path of its command line. */
  get file(): string {
    return join(this.#folder, 'dist/aiflow.js')
  }

  /** Writes a workflow file where the SDK of that version is found, and returns its path. */
  place(workflow: string): string {
    const path = join(this.#folder, 'workflow.ts')
    writeFileSync(path, workflow)
    return path
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { AIFlowHome } from './aiflow-home.ts'

const RELEASE = fileURLToPath(new URL('../fixtures/release-0.1.0/', import.meta.url))

/** A worker of version 0.1.0, from its original build. */
export class ReleasedWorker {
  readonly #folder = mkdtempSync(join(tmpdir(), 'aiflow-release-'))
  #process: ChildProcess | null = null

  constructor() {
    for (const name of ['worker.js', 'child.js']) {
      writeFileSync(join(this.#folder, name), gunzipSync(readFileSync(join(RELEASE, `${name}.gz`))))
    }
    writeFileSync(join(this.#folder, 'package.json'), '{"type":"module"}')
  }

  /** Resolves with its process id when it has connected. */
  async start(home: AIFlowHome): Promise<number> {
    const log = openSync(join(home.folder, 'released-worker.log'), 'a')
    const program = join(this.#folder, 'worker.js')
    this.#process = spawn(process.execPath, [program, '--home', home.folder], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH, HOME: home.folder },
    })
    await home.workerBack()
    return this.#process.pid ?? 0
  }

  remove(): void {
    this.#process?.kill('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

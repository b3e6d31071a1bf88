import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AIFlowClient } from '@aiflow/sdk/client'
import { processesOf } from './processes.ts'

const PROGRAM = fileURLToPath(new URL('../../packages/cli/bin/aiflow.js', import.meta.url))
const CALL_LIMIT_MS = 30_000
const STOP_LIMIT_MS = 15_000

/** The server and the worker of the quickstart, started and stopped with the real program. */
export class QuickstartHome {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Removes what an earlier quickstart could not clean up. */
  async prepare(): Promise<void> {
    await this.stop()
    this.remove()
    mkdirSync(this.folder, { recursive: true })
  }

  /** Calls `aiflow` and returns its output for scripts. If it fails, rejects with its error message. */
  async run(...words: readonly string[]): Promise<string> {
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...words, '--output', 'plain'], {
        cwd: this.folder,
        env: { ...process.env, AIFLOW_HOME: this.folder, NO_COLOR: '1' },
        timeout: CALL_LIMIT_MS,
      })
      return stdout.trim()
    } catch (error) {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
      throw new Error(`"aiflow ${words.join(' ')}" failed. ${said}`, { cause: error })
    }
  }

  connect(url: string): AIFlowClient {
    return new AIFlowClient({ url, token: readFileSync(join(this.folder, 'token'), 'utf8').trim() })
  }

  /** Stops the server, the worker and all tasks, and makes sure that they are gone. */
  async stop(): Promise<void> {
    const deadline = Date.now() + STOP_LIMIT_MS
    let failure = ''
    while (processesOf(this.folder).length > 0 && Date.now() < deadline) {
      // A server that has just started may not have written `server.json` yet.
      if (existsSync(join(this.folder, 'server.json'))) failure = await this.#stopServer()
      await delay(50)
    }
    const left = processesOf(this.folder)
    for (const id of left) process.kill(id, 'SIGKILL')
    if (left.length > 0)
      throw new Error(`Processes did not stop and were killed: ${left.join(', ')}. ${failure}`.trim())
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #stopServer(): Promise<string> {
    return this.run('server', 'stop', '--all').then(
      () => '',
      (error: Error) => error.message,
    )
  }
}

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AIFlowClient } from '@aiflow/sdk/client'
import { vi } from 'vitest'
import { processesOf } from '../../scripts/quickstart/processes.ts'

const PROGRAM = fileURLToPath(new URL('../../packages/cli/bin/aiflow.js', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('..', import.meta.url))

/** A server and a worker with a home of their own, worked with through the real program. */
export class TemporaryAIFlow {
  readonly home: string
  readonly client: AIFlowClient

  private constructor(home: string, client: AIFlowClient) {
    this.home = home
    this.client = client
  }

  static async start(): Promise<TemporaryAIFlow> {
    const home = mkdtempSync(join(tmpdir(), 'aiflow-example-'))
    const { stdout } = await run(home, EXAMPLES, ['server', 'start', '-d', '--port', '0', '-o', 'plain'])
    const token = readFileSync(join(home, 'token'), 'utf8').trim()
    return new TemporaryAIFlow(home, new AIFlowClient({ url: stdout.trim(), token }))
  }

  /** Calls `aiflow` and gives what it prints; rejects where it fails. */
  async run(...words: string[]): Promise<string> {
    const { stdout } = await run(this.home, EXAMPLES, words)
    return stdout
  }

  /** The same, in a folder. */
  async runIn(folder: string, ...words: string[]): Promise<string> {
    const { stdout } = await run(this.home, folder, words)
    return stdout
  }

  /** Uploads the workflow file of an example, with files beside it. */
  async upload(example: string, ...files: string[]): Promise<string> {
    const extra = files.length === 0 ? [] : ['-f', ...files]
    const { stdout } = await run(this.home, join(EXAMPLES, example), ['workflow', 'upload', 'workflow.ts', ...extra])
    return stdout
  }

  /** Gives the id of the new workflow execution. */
  async startExecution(workflow: string): Promise<number> {
    return Number(await this.run('workflow-execution', 'start', workflow, '-o', 'plain'))
  }

  /** What a task wrote. */
  log(executionId: number, task: string, sequenceNumber = 1): Promise<string> {
    return this.run('task-execution', 'logs', `${executionId}/${task}/${sequenceNumber}`)
  }

  /** The newest status of each task, null where it never ran. */
  async statuses(executionId: number): Promise<Record<string, string | null>> {
    const { tasks } = await this.client.workflowExecutions.get(executionId)
    return Object.fromEntries(tasks.map(({ name, latest }) => [name, latest?.status ?? null]))
  }

  /** Stops everything, and makes sure that no process is left. */
  async stop(): Promise<void> {
    await this.run('server', 'stop', '--all')
    await vi.waitUntil(() => processesOf(this.home).length === 0, { timeout: 10_000 })
    rmSync(this.home, { recursive: true })
  }
}

function run(home: string, cwd: string, words: readonly string[]) {
  const env = { ...process.env, AIFLOW_HOME: home, NO_COLOR: '1' }
  return promisify(execFile)(process.execPath, [PROGRAM, ...words], { cwd, env })
}

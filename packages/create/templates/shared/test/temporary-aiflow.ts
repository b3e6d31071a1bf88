import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AIFlowClient, type Change } from '@aiflow/sdk/client'

const PROJECT = dirname(import.meta.dirname)
const PROGRAM = fileURLToPath(new URL('bin/aiflow.js', import.meta.resolve('aiflow/package.json')))
const PATIENCE_MS = 30_000

/** A real server and worker for tests. Their folder is temporary, so they know nothing of those that you work with. */
export class TemporaryAIFlow {
  readonly client: AIFlowClient
  readonly #home: string

  private constructor(home: string, client: AIFlowClient) {
    this.#home = home
    this.client = client
  }

  static async start(): Promise<TemporaryAIFlow> {
    const home = await mkdtemp(join(tmpdir(), 'aiflow-test-'))
    const url = await aiflow(home, ['server', 'start', '-d', '--port', '0', '-o', 'plain'])
    const token = await readFile(join(home, 'token'), 'utf8')
    return new TemporaryAIFlow(home, new AIFlowClient({ url: url.trim(), token: token.trim() }))
  }

  /** Runs `aiflow` with these words in the folder of the project. Returns what it prints. */
  run(...words: string[]): Promise<string> {
    return aiflow(this.#home, words)
  }

  /** Starts an execution of a workflow. Returns its id. */
  async startExecution(workflow: string, ...words: string[]): Promise<number> {
    return Number(await this.run('workflow-execution', 'start', workflow, ...words, '-o', 'plain'))
  }

  /**
   * Waits until a run of a task, such as `1/fan/2` (in execution 1, the second of `fan`), or any execution of a workflow,
   * given by its name, has had this status.
   */
  async waitFor(name: string, status: string): Promise<void> {
    const changes = this.client.changes.listen({ from: 0, signal: AbortSignal.timeout(PATIENCE_MS) })
    for await (const change of changes) if (change.status === status && nameOf(change) === name) return
    throw new Error(`Waited ${PATIENCE_MS} ms in vain for "${name}" to be ${status}.`)
  }

  /** What a run of a task, such as `1/report/1`, returned. */
  output(run: string): Promise<unknown> {
    const [id, taskName = '', number] = run.split('/')
    const ref = { workflowExecutionId: Number(id), taskName, sequenceNumber: Number(number) }
    return this.client.taskExecutions.output(ref)
  }

  /** Stops all tasks, the worker and the server, and removes their folder. */
  async stop(): Promise<void> {
    await this.run('server', 'stop', '--all')
    await rm(this.#home, { recursive: true })
  }
}

function nameOf(change: Change): string {
  if (change.type === 'workflowExecution') return change.workflowName
  return `${change.workflowExecutionId}/${change.taskName}/${change.sequenceNumber}`
}

async function aiflow(home: string, words: readonly string[]): Promise<string> {
  const env = { ...process.env, AIFLOW_HOME: home }
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...words], { cwd: PROJECT, env })
  return stdout
}

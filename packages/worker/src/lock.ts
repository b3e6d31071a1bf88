import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { AIFlowError } from '@aiflow/sdk/internal'
import { isFileError } from './journal/atomic-file.ts'
import { isRunning, type ProcessIdentity, type ProcessTable } from './machine/process-table.ts'

/**
 * Makes sure that one worker runs per home. Should two take over a stale lock in the same instant, the claims still
 * keep every attempt from starting twice.
 */
export class HomeLock {
  readonly #path: string
  readonly #table: ProcessTable
  readonly #content: string

  constructor(path: string, table: ProcessTable) {
    this.#path = path
    this.#table = table
    this.#content = `${process.pid} ${table.find(process.pid)?.startTime ?? ''} ${table.bootId}\n`
  }

  /** Throws ALREADY_EXISTS where another worker holds it. */
  acquire(): void {
    const draft = `${this.#path}.${process.pid}`
    writeFileSync(draft, this.#content)
    try {
      while (!this.#link(draft)) this.#removeStale(draft)
    } finally {
      rmSync(draft, { force: true })
    }
  }

  release(): void {
    if (this.#read() === this.#content) rmSync(this.#path, { force: true })
  }

  #link(draft: string): boolean {
    try {
      linkSync(draft, this.#path)
      return true
    } catch (error) {
      if (isFileError(error, 'EEXIST')) return false
      throw error
    }
  }

  #removeStale(_draft: string): void {
    const [pid, startTime = '', bootId] = this.#read().trim().split(' ')
    const holder: ProcessIdentity = { pid: Number(pid), startTime }
    if (bootId === this.#table.bootId && isRunning(this.#table, holder)) {
      const message = `A worker runs in this home already (process ${pid}). Stop it first, or choose another AIFLOW_HOME.`
      throw new AIFlowError('ALREADY_EXISTS', message, { details: { pid: Number(pid) } })
    }
    rmSync(this.#path, { force: true })
  }

  #read(): string {
    try {
      return readFileSync(this.#path, 'utf8')
    } catch {
      return ''
    }
  }
}

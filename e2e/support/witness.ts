import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AIFlowHome } from './aiflow-home.ts'
import { waitFor } from './wait-for.ts'

/** A line that a task wrote: that it began, that it ended, or that it met another process of the same task. */
export interface Testimony {
  readonly mark: 'begin' | 'end' | 'overlap' | 'note'
  readonly executionId: number
  readonly task: string
  readonly sequenceNumber: number
  readonly attemptId: string
  readonly pid: number
  readonly note: string
}

/** What the tasks of a home wrote about themselves, in order. The fixtures write it. */
export class Witness {
  readonly #home: AIFlowHome

  constructor(home: AIFlowHome) {
    this.#home = home
  }

  all(task?: string): Testimony[] {
    const path = join(this.#home.folder, 'witness')
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : []
    return lines.map(testimony).filter((each) => task === undefined || each.task === task)
  }

  of(task: string, mark: Testimony['mark']): Testimony[] {
    return this.all(task).filter((each) => each.mark === mark)
  }

  /** The process of the latest attempt of a task, once it began. */
  async pidOf(task: string, sequenceNumber = 1): Promise<number> {
    const begun = await waitFor(`${task} to begin`, () => {
      const begins = this.of(task, 'begin').filter((each) => each.sequenceNumber === sequenceNumber)
      return begins.at(-1) ?? null
    })
    return begun.pid
  }

  /** Attempts that began twice, or while another process of their task was alive. There should be none. */
  doubles(): Testimony[] {
    const seen = new Set<string>()
    return this.all().filter(({ mark, attemptId }) => {
      if (mark !== 'begin') return mark === 'overlap'
      const isSeen = seen.has(attemptId)
      seen.add(attemptId)
      return isSeen
    })
  }
}

function testimony(line: string): Testimony {
  const [mark = '', key = '', attemptId = '', pid, ...note] = line.split(' ')
  const [executionId, task = '', sequenceNumber] = key.split('/')
  return {
    mark: mark as Testimony['mark'],
    executionId: Number(executionId),
    task,
    sequenceNumber: Number(sequenceNumber),
    attemptId,
    pid: Number(pid),
    note: note.join(' '),
  }
}

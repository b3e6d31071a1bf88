import { TaskStatus } from '../model/execution/task-status.ts'

/*
 * The statuses of all tasks of an execution, run-length encoded, because every attempt carries them. In the order of
 * declaration, each run is a letter for a status and the number of tasks in a row that have it.
 */

const LETTERS: ReadonlyMap<TaskStatus | null, string> = new Map([
  [null, 'n'],
  [TaskStatus.INIT, 'i'],
  [TaskStatus.QUEUED, 'q'],
  [TaskStatus.RUNNING, 'r'],
  [TaskStatus.SUCCESS, 's'],
  [TaskStatus.FAILED, 'f'],
  [TaskStatus.STOPPING, 'p'],
  [TaskStatus.STOPPED, 'd'],
  [TaskStatus.RETRYING, 't'],
])
const STATUSES = new Map([...LETTERS].map(([status, letter]) => [letter, status]))

/** A run of one is written without its number. */
export function toStatusRuns(statuses: Iterable<TaskStatus | null>): string {
  let text = ''
  let status: TaskStatus | null | undefined
  let count = 0
  const end = () => {
    if (status !== undefined) text += `${LETTERS.get(status)}${count > 1 ? count : ''}`
  }
  for (const next of statuses) {
    if (next === status) count += 1
    else {
      end()
      status = next
      count = 1
    }
  }
  end()
  return text
}

/** By task; `names` in order of declaration. */
export function fromStatusRuns(text: string, names: Iterable<string>): Map<string, TaskStatus | null> {
  const statuses = [...text.matchAll(/([a-z])(\d*)/g)].flatMap(([, letter = '', count = '']) =>
    Array.from({ length: count === '' ? 1 : Number(count) }, () => STATUSES.get(letter) ?? null),
  )
  return new Map([...names].map((name, index) => [name, statuses[index] ?? null]))
}

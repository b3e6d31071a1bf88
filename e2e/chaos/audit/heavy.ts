import type { Evidence } from '../evidence.ts'

/** How the tasks of "heavy" end unless they are stopped: what is too deep fails alone, what is large is passed on. */
const ENDS: Readonly<Record<string, string>> = { deep: 'FAILED', large: 'SUCCESS', takes: 'SUCCESS' }

export function auditHeavy({ executions, tasks }: Evidence): string[] {
  const heavy = new Map(executions.filter(({ workflow }) => workflow === 'heavy').map((row) => [row.id, row]))
  return tasks.flatMap(({ execution, task, status }) =>
    !heavy.has(execution) || status === 'STOPPED' || status === ENDS[task]
      ? []
      : [`${execution}/${task} of "heavy" is ${status}, not ${ENDS[task]}`],
  )
}

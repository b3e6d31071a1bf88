import { FunctionOperator, Workflow } from '@aiflow/sdk'

export const joinOf1000 = joinOf(1000)
export const joinOf3000 = joinOf(3000)
export const joinOf10000 = joinOf(10_000)

/** Tasks that start with the execution, and one that waits for all of them. */
function joinOf(count: number): Workflow {
  return new Workflow({ name: `join-of-${count}` }, () => {
    const tasks = Array.from({ length: count }, (_, index) => task(`task-${index + 1}`))
    task('join').startAfter(tasks)
  })
}

function task(name: string): FunctionOperator {
  return new FunctionOperator({ name, isolation: 'shared', retriesOnLost: 1, run: () => null })
}

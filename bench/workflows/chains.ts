import { FunctionOperator, Workflow } from '@aiflow/sdk'

const LONG_CHAIN = 40

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2)
}

export const chainOf3 = new Workflow({ name: 'chain-of-3' }, () => chain(3, () => null))

export const sharedChainOf3 = new Workflow({ name: 'shared-chain-of-3' }, () => chain(3, () => null, 'shared'))

export const chainOf40 = new Workflow({ name: 'chain-of-40' }, () => chain(LONG_CHAIN, () => fibonacci(10)))

export const sharedChainOf40 = new Workflow({ name: 'shared-chain-of-40' }, () =>
  chain(LONG_CHAIN, () => fibonacci(10), 'shared'),
)

function chain(length: number, run: () => unknown, isolation: 'warm' | 'shared' = 'warm'): void {
  let last: FunctionOperator | null = null
  for (let number = 1; number <= length; number += 1) {
    const task: FunctionOperator = new FunctionOperator({ name: `task-${number}`, isolation, run })
    if (last !== null) task.startAfter(last)
    last = task
  }
}

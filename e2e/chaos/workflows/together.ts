import { setTimeout as delay } from 'node:timers/promises'
import { FunctionOperator, Workflow } from '@aiflow/sdk'
import { testified } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'

const PART_MS = 300

/** Tasks that share a process: each event "together.start" must come out at the end as its number, times one, two and three. */
export const together = new Workflow({ name: 'together' }, (workflow) => {
  workflow.trigger('started', 'together.start')
  const parts = [1, 2, 3].map(
    (factor) =>
      new FunctionOperator({
        name: `part-${factor}`,
        isolation: 'shared',
        run: (context) =>
          testified(context, async () => {
            await delay(factor * PART_MS, undefined, { signal: context.signal })
            return Number(context.trigger.events.at(-1)?.value) * factor
          }),
        ...MORTAL,
      }),
  )
  const sum = new FunctionOperator({
    name: 'sum',
    isolation: 'shared',
    run: (context) =>
      testified(context, () =>
        [1, 2, 3].reduce((all, factor) => all + Number(context.outputs.get(`part-${factor}`)), 0),
      ),
    ...MORTAL,
  })
  sum.startAfter(parts)
})

import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'
import { TESTIFY, testified } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'

/** Each event "chain.start" must come out at the end as its number, doubled and one more. */
export const chain = new Workflow({ name: 'chain' }, (workflow) => {
  workflow.trigger('started', 'chain.start')
  const double = new FunctionOperator({
    name: 'double',
    run: (context) => testified(context, () => Number(context.trigger.events.at(-1)?.value) * 2),
    ...MORTAL,
  })
  const pass = new BashOperator({ name: 'pass', command: `${TESTIFY} say end`, ...MORTAL })
  pass.startAfter(double)
  const finish = new FunctionOperator({
    name: 'finish',
    run: (context) =>
      testified(context, async () => {
        const result = Number(context.outputs.get('double')) + 1
        await context.events.send('chain.done', String(result), { to: 'namespace' })
        return result
      }),
    ...MORTAL,
  })
  finish.startAfter([double, pass])
})

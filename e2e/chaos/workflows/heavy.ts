import { BashOperator, FunctionOperator, type Json, Workflow } from '@aiflow/sdk'
import { TESTIFY, testified } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'

const LARGE = 'x'.repeat(1_000_000)

function nested(depth: number): Json {
  let value: Json = 1
  for (let level = 0; level < depth; level += 1) value = [value]
  return value
}

/** Outputs that are very large or nested very deeply: a large one is passed on, and a deep one fails only its own task. */
export const heavy = new Workflow({ name: 'heavy' }, () => {
  new FunctionOperator({
    name: 'deep',
    run: (context) => testified(context, () => nested(3000)),
    allowFailure: true,
    retriesOnLost: MORTAL.retriesOnLost,
  })
  const large = new FunctionOperator({ name: 'large', run: (context) => testified(context, () => LARGE), ...MORTAL })
  const takes = new BashOperator({
    name: 'takes',
    command: `${TESTIFY} test "$(wc -c < "$AIFLOW_TRIGGER_FILE")" -gt ${LARGE.length} || exit 1; say end`,
    ...MORTAL,
  })
  takes.startAfter(large)
})

import { BashOperator, Workflow } from '@aiflow/sdk'
import { TESTIFY } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'
import { CROWDED, POOL } from './pool.ts'

/** Takes a kernel lock for one of the slots. A task that gets no lock is one too many. */
const TAKE_SLOT = `
  for slot in $(seq ${POOL.slots}); do
    exec 8>>"$home/slot-$slot"
    if flock -n 8; then break; fi
    [ "$slot" -lt ${POOL.slots} ] || say note ${CROWDED}
  done
`

/** More tasks than their pool has slots, in each execution. */
export const crowded = new Workflow({ name: 'crowded' }, (workflow) => {
  workflow.trigger('called', 'crowd')
  for (const [name, priority] of Object.entries({ last: -1, middle: 0, equal: 0, first: 5 })) {
    new BashOperator({
      name,
      command: `${TESTIFY} ${TAKE_SLOT} sleep 0.2; say end`,
      pool: POOL.name,
      priority,
      ...MORTAL,
    })
  }
})

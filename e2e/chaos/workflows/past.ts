import { BashOperator, Workflow } from '@aiflow/sdk'
import { TESTIFY } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'

/** Started by backfills alone; each time counts. */
export const past = new Workflow({ name: 'past' }, () => {
  new BashOperator({ name: 'day', command: `${TESTIFY} say end`, ...MORTAL })
})

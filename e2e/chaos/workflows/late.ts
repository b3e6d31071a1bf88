import { BashOperator, Workflow } from '@aiflow/sdk'
import { TESTIFY } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'

const AN_HOUR = { ...MORTAL, retryDelaySeconds: 3600, maxRetryDelaySeconds: 3600 }

/** Its first attempts fail, and the next one begins in time only by hand. */
export const late = new Workflow({ name: 'late' }, () => {
  new BashOperator({
    name: 'tried',
    command: `${TESTIFY} say end; test "$AIFLOW_ATTEMPT_NUMBER" -gt 2`,
    ...AN_HOUR,
  })
})

import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { readDefinition } from './stored-definition.ts'

const HUGE = 1e30
const CONDITION = { type: 'event', event: { key: 'k' } }

/** With a huge number wherever one may be. */
const DEFINITION = {
  formatVersion: 1,
  sdkVersion: '0.1.0',
  namespace: 'default',
  name: 'old',
  timeoutSeconds: HUGE,
  cleanUpTimeoutSeconds: HUGE,
  maxActiveExecutions: HUGE,
  tasks: [
    {
      name: 'task',
      operator: { type: 'code', className: 'Task', metricsSeconds: HUGE },
      rules: [{ name: 'rule', action: 'START', condition: CONDITION, queueLimit: HUGE }],
      priority: HUGE,
      timeoutSeconds: HUGE,
      livenessSeconds: HUGE,
      stopTimeoutSeconds: HUGE,
      graceSeconds: HUGE,
      retry: {
        retries: HUGE,
        retryDelaySeconds: HUGE,
        retryBackoff: HUGE,
        maxRetryDelaySeconds: HUGE,
        retryJitter: HUGE,
        retriesOnLost: 'unlimited',
        retryResetSeconds: HUGE,
        doNotRetryExitCodes: [1, HUGE],
      },
    },
  ],
  triggers: [{ name: 'trigger', condition: CONDITION, fanIn: { type: 'batch', size: HUGE, seconds: HUGE } }],
  schedules: [],
}

test('every number that is too great is lowered to what today’s schema allows', () => {
  const read = readDefinition(JSON.stringify(DEFINITION))
  expect(workflowDefinitionSchema.safeParse(read).error).toBeUndefined()
  const kept = JSON.stringify(read, (_, value: unknown) => (typeof value === 'number' && value > 1 ? HUGE : value))
  const given = JSON.stringify(DEFINITION).replace(`"retryJitter":${HUGE}`, '"retryJitter":1')
  expect(kept).toBe(given)
})

test.each([
  'null',
  '{}',
  '[]',
  '1',
  '"text"',
  '{"tasks":[],"triggers":[]}',
  '{"tasks":{},"triggers":[],"schedules":[]}',
])('what is no definition is refused: %s', (text) => {
  expect(() => readDefinition(text)).toThrow(TypeError)
})

test('numbers that users wrote, and those that are not too great, stay', () => {
  const parameters = { type: 'object', properties: { a: { type: 'number', maximum: HUGE, timeoutSeconds: HUGE } } }
  const definition = {
    ...DEFINITION,
    parameters,
    timeoutSeconds: 60,
    triggers: [{ name: 'trigger', condition: CONDITION, parameters: { seconds: HUGE, tasks: [HUGE] } }],
    schedules: [{ name: 'schedule', expression: 'cron@0 0 * * *', parameters: { priority: HUGE } }],
  }
  const read = readDefinition(JSON.stringify(definition))
  expect(read).toMatchObject({ parameters, timeoutSeconds: 60, schedules: definition.schedules })
  expect(read.triggers).toEqual(definition.triggers)
})

import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { describeMetadata, metadataFields } from './metadata.ts'

const ABOUT = {
  description: 'Loads orders.\n\u001b[31mAt night.',
  owner: 'ada',
  labels: { team: 'data', tier: '1' },
  metadata: { pages: [1, 2] },
}

function definition(about: object) {
  return workflowDefinitionSchema.parse({
    formatVersion: 1,
    sdkVersion: '0.1.0',
    namespace: 'default',
    name: 'w',
    ...about,
    tasks: [{ name: 'a', operator: { type: 'bash', command: 'true' }, ...about }],
  })
}

function ofTask(about: object): string {
  const [task] = definition(about).tasks
  return task === undefined ? 'none' : describeMetadata(task)
}

test('what is said about a workflow, without control characters', () => {
  expect(metadataFields(definition({}))).toEqual([])
  expect(metadataFields(definition({ labels: {} }))).toEqual([])
  expect(metadataFields(definition(ABOUT))).toEqual([
    ['Description', 'Loads orders.\\n\\x1b[31mAt night.'],
    ['Owner', 'ada'],
    ['Labels', 'team=data, tier=1'],
    ['Metadata', '{"pages":[1,2]}'],
  ])
})

test('what is said about a task, on one line', () => {
  expect(ofTask({})).toBe('')
  expect(ofTask(ABOUT)).toBe('Loads orders.\\n\\x1b[31mAt night.; owner ada; team=data, tier=1; {"pages":[1,2]}')
  expect(ofTask({ description: 'x'.repeat(300) })).toHaveLength(200)
})

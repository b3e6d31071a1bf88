import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { findMisplacedFiles } from './misplaced-files.ts'

const PATHS = ['train.py', 'data/labels.csv']

function found(command: string, cwd?: string) {
  const operator = { type: 'bash', command, env: {}, ...(cwd === undefined ? {} : { cwd }) }
  const definition = { tasks: [{ name: 'task', operator }] } as unknown as WorkflowDefinition
  return findMisplacedFiles([definition], PATHS).map(({ path }) => path)
}

test.each([
  ['python train.py --fast', 'train.py'],
  ['python ./train.py', 'train.py'],
  ['wc -l <data/labels.csv', 'data/labels.csv'],
  ['A=1; cat "data/labels.csv"', 'data/labels.csv'],
])('"%s" names an extra file as if it were in its folder', (command, path) => {
  expect(found(command)).toEqual([path])
})

test.each(['python "$AIFLOW_FILES/train.py"', 'python "$AIFLOW_FILES"/train.py', 'cat mydata/labels.csv', 'ls'])(
  '"%s" does not',
  (command) => {
    expect(found(command)).toEqual([])
  },
)

test('a command that runs among the files may name them so', () => {
  expect(found('python train.py', '.')).toEqual([])
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bashSpec } from '../../test/support/specs.ts'
import { attemptEnvironment, inheritedEnvironment } from './task-environment.ts'

const PAGE = readFileSync(new URL('../../../../docs/how-to/python.md', import.meta.url), 'utf8')

const places = {
  serverUrl: 'http://127.0.0.1:8000',
  serverFile: '/home/server.json',
  tokenFile: '/attempt/token',
  triggerFile: '/attempt/trigger.json',
  parametersFile: '/attempt/parameters.json',
  itemFile: '/attempt/item.json',
  livenessFile: '/attempt/alive',
  files: '/files',
}
const spec = bashSpec('true', {
  parameters: { a: 1 },
  item: { index: 3, value: 'a.csv' },
  livenessSeconds: 1,
  requestId: 'request',
  schedule: { name: 'daily', dueTime: 2, intervalStart: 1, intervalEnd: 2 },
})

/** The variables that the table of the page names: all of them, or those of commands alone. */
function documented(mark: RegExp): string[] {
  const rows = PAGE.matchAll(/^\| `([A-Z_]+)`( \\\*)? \|/gm)
  return [...rows].flatMap(([row, name = '']) => (mark.test(row) ? [name] : [])).sort()
}

test('the documentation names all variables that a task gets, and no others', () => {
  const own = { folder: '/own', artifacts: '/artifacts', outputFile: '/attempt/output.json' }
  const ofCommand = Object.keys(attemptEnvironment(spec, { ...places, own }))
  const ofCode = Object.keys(attemptEnvironment(spec, places))
  const { PATH: _, ...defaults } = inheritedEnvironment({}, [], '/bin')
  // Whoever launches a command with connections adds its file, since it is where the files of secrets are.
  const added = ['AIFLOW_CONNECTIONS_FILE']
  expect(documented(/./)).toEqual([...ofCommand, ...added, ...Object.keys(defaults)].sort())
  expect(documented(/\*/)).toEqual(ofCommand.filter((name) => !ofCode.includes(name)).sort())
})

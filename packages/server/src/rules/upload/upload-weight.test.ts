import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { bash } from '../../testing/scheduler-harness.ts'
import { checkTriggerCondition } from './check-definition.ts'
import { checkPatternWeight } from './pattern-weight.ts'
import { checkUploadWeight } from './upload-weight.ts'

/** Each may be written: it takes a twentieth of what an upload may. */
const HEAVY = Array.from({ length: 21 }, (_, at) => `(?i)${'[B-\\x{1f000}]'.repeat(8)}${at}`)

function upload(...definitions: Record<string, unknown>[]): void {
  const whole = { formatVersion: 1, sdkVersion: '0.1.0', namespace: 'default', tasks: [] }
  checkUploadWeight(
    definitions.map((more, at) => workflowDefinitionSchema.parse({ ...whole, name: `w${at}`, ...more })),
  )
}

const names = (count: number) => Array.from({ length: count }, (_, at) => String(at))
const filter = (matches: string) => ({ type: 'event', event: { key: 'k', filter: { matches } } })
const cel = (pattern: string) => ({ type: 'cel', keys: ['k'], expression: `event.value.matches(r"${pattern}")` })
const rules = (conditions: unknown[]) =>
  conditions.map((condition, at) => ({ name: `r${at}`, condition, action: 'START' }))

const starting = (name: string, operator: object = {}) => ({
  name,
  operator: { type: 'workflow', workflow: 'x', ...operator },
})
const passing = (pattern: string, at: number) =>
  starting(`s${at}`, { parameters: { a: `\${event.value.matches(r"${pattern}")}` } })

const over = (pattern: string, at: number) =>
  bash(`o${at}`, { mapOver: { list: `\${event.json.list.filter(e, e.matches(r"${pattern}"))}` } })

test.each([
  ['of filters', [{ tasks: [bash('a', { rules: rules(HEAVY.map(filter)) })] }]],
  ['of several workflows', HEAVY.map((pattern) => ({ tasks: [bash('a', { rules: rules([filter(pattern)]) })] }))],
  ['of expressions', [{ tasks: [bash('a', { rules: rules(HEAVY.map(cel)) })] }]],
  ['of lists of items', [{ tasks: [bash('none', { mapOver: { list: [1] } }), ...HEAVY.map(over)] }]],
  ['of parameters for other workflows', [{ tasks: [starting('none'), ...HEAVY.map(passing)] }]],
  ['of triggers', [{ triggers: HEAVY.map((pattern, at) => ({ name: `t${at}`, condition: cel(pattern) })) }]],
  [
    'of schemas',
    [
      { parameters: { type: 'object', properties: { a: { allOf: HEAVY.map((pattern) => ({ pattern })) } } } },
      {
        parameters: { type: 'object', patternProperties: Object.fromEntries(HEAVY.map((pattern) => [pattern, true])) },
      },
    ],
  ],
])('an upload whose regular expressions take too long to compile is refused: %s', (_, definitions) => {
  expect(() => upload(...definitions)).toThrow(expect.objectContaining({ code: 'INVALID_WORKFLOW' }))
  expect(() => upload(...definitions)).toThrow('take too long to compile together')
})

test('one that stands in many places counts once', () => {
  const same = HEAVY.map(() => filter(HEAVY[0] ?? ''))
  expect(() => upload({ tasks: [bash('a', { rules: rules(same) })] })).not.toThrow()
})

test('a trigger that is added by hand has no more', () => {
  const events = HEAVY.map((matches) => ({ key: 'k', filter: { matches } }))
  const condition = { type: 'anyEvent', events } as const
  expect(() => checkTriggerCondition(condition, 'the trigger "t"')).toThrow('take too long to compile together')
})

test('an upload whose schemas of parameters take too long to compile together is refused', () => {
  const properties = Object.fromEntries(HEAVY.map((_, at) => [`p${at}`, { dependentRequired: { a: names(100) } }]))
  const parameters = { type: 'object', properties }
  expect(() => upload({ parameters }, { parameters }, { parameters })).not.toThrow()
  expect(() => upload(...Array.from({ length: 6 }, () => ({ parameters })))).toThrow(
    /The schemas of parameters of the upload take too long to compile together: \d+ units/,
  )
})

test('an upload with too many characters of formulas is refused', () => {
  const conditions = names(100).map((name) => ({
    type: 'cel',
    expression: `event.value == "${name}${'x'.repeat(3000)}"`,
  }))
  expect(() => upload({ tasks: [bash('a', { rules: rules(conditions) })] })).toThrow(/characters in all/)
})

test('a pattern that is too long by itself is left to the check of its place, and a defect is thrown', () => {
  expect(() => checkPatternWeight(['x'.repeat(1_000_000)], 'The upload')).not.toThrow()
  expect(() => checkPatternWeight([undefined as never], 'The upload')).toThrow(TypeError)
})

test('what a schema calls a pattern and is none does not count', () => {
  const parameters = { type: 'object', properties: { pattern: true, a: { enum: [{ patternProperties: 1 }] } } }
  expect(() => upload({ parameters })).not.toThrow()
})

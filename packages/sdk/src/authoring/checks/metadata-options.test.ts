import { describe, expect, test } from 'vitest'
import { BashOperator, FunctionOperator, Workflow } from '../../index.ts'
import { workflowDefinitionSchema } from '../../wire/workflow-definition.ts'
import type { MetadataOptions } from './metadata-options.ts'

const ABOUT = {
  description: 'Loads the orders of the day.\nRuns after midnight.',
  owner: 'Ada Lovelace <ada@example.com>',
  labels: { team: 'data', 'example.com/cost-centre': '4711' },
  metadata: { runbook: 'https://example.com/etl', steps: [1, { two: null }] },
}

/** Metadata of each kind of place that takes it. */
const PLACES: Readonly<Record<string, (options: MetadataOptions) => Workflow>> = {
  'the workflow "w"': (options) =>
    new Workflow({ name: 'w', ...options }, () => void new BashOperator({ name: 't', command: 'true' })),
  'the task "t"': (options) =>
    new Workflow({ name: 'w' }, () => void new BashOperator({ name: 't', command: 'true', ...options })),
  'the task "f"': (options) =>
    new Workflow({ name: 'w' }, () => void new FunctionOperator({ name: 'f', run: () => 1, ...options })),
}

const longest = `a${'-'.repeat(61)}9`

describe.each(Object.entries(PLACES))('of %s', (where, define) => {
  const definitionOf = (options: MetadataOptions) => {
    const definition = workflowDefinitionSchema.parse(define(options).toDefinition())
    return where.includes('workflow') ? definition : definition.tasks[0]
  }

  test('is part of the data form, as far as it is given', () => {
    expect(definitionOf(ABOUT)).toMatchObject(ABOUT)
    for (const name of Object.keys(ABOUT)) expect(definitionOf({})).not.toHaveProperty(name)
  })

  test('may reach its limits', () => {
    const labels = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`l${index}`, longest]))
    const metadata = { text: 'x'.repeat(16 * 1024 - '{"text":""}'.length) }
    const most = { description: 'd'.repeat(4096), owner: 'o'.repeat(256), labels, metadata }
    expect(definitionOf(most)).toMatchObject(most)
  })

  test.each<[object, string]>([
    [{ description: 7 }, '"description" of PLACE is a text, not 7.'],
    [{ description: ' \n' }, '"description" of PLACE is empty. Leave it out.'],
    [{ description: '\ud800' }, '"description" of PLACE must be valid Unicode.'],
    [{ description: 'd'.repeat(4097) }, '"description" of PLACE has 4097 characters. At most 4096 are allowed.'],
    [{ owner: null }, '"owner" of PLACE is a text, not null.'],
    [{ owner: 'o'.repeat(257) }, '"owner" of PLACE has 257 characters. At most 256 are allowed.'],
    [{ labels: ['data'] }, '"labels" of PLACE are an object of texts by name, not a list.'],
    [{ labels: new Map([['team', 'data']]) }, 'of texts by name, not a Map.'],
    [{ labels: { tier: 1 } }, '"labels" of PLACE hold 1 as the value of "tier". A value must be 1 to 63 letters'],
    [{ labels: { team: '' } }, '"labels" of PLACE hold "" as the value of "team".'],
    [{ labels: { team: 'a=b' } }, 'hold "a=b" as the value of "team".'],
    [{ labels: { team: 'x'.repeat(64) } }, 'as the value of "team".'],
    [{ labels: { team: 'data\n' } }, 'as the value of "team".'],
    [{ labels: { 'my team': 'data' } }, '"labels" of PLACE hold the name "my team". A name must be 1 to 63 letters'],
    [{ labels: { '-a': 'data' } }, 'hold the name "-a".'],
    [{ labels: JSON.parse('{"__proto__":"data"}') }, 'hold the name "__proto__".'],
    [
      { labels: Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`l${index}`, 'x'])) },
      '"labels" of PLACE are 33 labels. At most 32 are allowed.',
    ],
    [{ metadata: 'x' }, '"metadata" of PLACE is an object of JSON by name, not "x".'],
    [
      { metadata: { on: { day: new Date() } } },
      '"metadata" of PLACE is a Date, which JSON does not have, at "on.day".',
    ],
    [{ metadata: { text: 'é'.repeat(8192) } }, '"metadata" of PLACE is longer than 16384 bytes of JSON.'],
  ])('cannot be %j', (options, message) => {
    const expected = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message.replace('PLACE', where)) }
    expect(() => define(options as MetadataOptions)).toThrow(expect.objectContaining(expected))
  })
})

test('it is a copy, so that later changes of the author have no effect', () => {
  const labels: Record<string, string> = { team: 'data' }
  const metadata = { steps: [1] }
  const workflow = new Workflow({ name: 'w', labels, metadata })
  labels.team = 'web'
  metadata.steps.push(2)
  expect(workflow.toDefinition()).toMatchObject({ labels: { team: 'data' }, metadata: { steps: [1] } })
  expect(workflow.about).toEqual({ labels: { team: 'data' }, metadata: { steps: [1] } })
})

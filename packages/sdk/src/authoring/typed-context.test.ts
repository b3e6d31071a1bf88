import { describe, expect, expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import {
  AIFlowOperator,
  BashOperator,
  FunctionOperator,
  type Json,
  type JsonByName,
  type JsonOf,
  type Operator,
  type ParametersOf,
  type TaskContext,
  TaskStatus,
  Workflow,
} from '../index.ts'

interface Trained {
  readonly accuracy: number
  readonly at: Date
  readonly note?: string
}

const train = async (): Promise<Trained> => ({ accuracy: 0.9, at: new Date(0) })

/** Called by no test: the compiler checks it, and an error that is expected and missing fails it. */
function typed(): Workflow {
  return new Workflow(
    { name: 'w', parameters: z.object({ day: z.string(), epochs: z.int().default(3) }) },
    (workflow) => {
      const training = new FunctionOperator({ name: 'train', run: train })
      const count = new FunctionOperator({ name: 'count', run: () => [1, 2] })
      const silent = new FunctionOperator({ name: 'silent', run: (context) => context.setOutput(1) })
      const bash = new BashOperator({ name: 'bash', command: 'true' })

      new FunctionOperator({
        name: 'deploy',
        workflow,
        startAfter: [training, count, silent, bash],
        run: ({ parameters, outputs, getTaskStatus }) => {
          expectTypeOf(parameters.day).toEqualTypeOf<string>()
          expectTypeOf(parameters.epochs).toEqualTypeOf<number>()
          // @ts-expect-error no such parameter
          void parameters.week

          expectTypeOf(outputs.get(training)?.accuracy).toEqualTypeOf<number | undefined>()
          expectTypeOf(outputs.get(training)?.at).toEqualTypeOf<string | undefined>()
          expectTypeOf(outputs.get('train')?.accuracy).toEqualTypeOf<number | undefined>()
          expectTypeOf(outputs.get('count')?.[0]).toEqualTypeOf<number | undefined>()
          expectTypeOf(outputs.get('silent')).toEqualTypeOf<Json | undefined>()
          expectTypeOf(outputs.get('bash')).toEqualTypeOf<Json | undefined>()
          // @ts-expect-error no task with this name comes before
          outputs.get('trian')
          // @ts-expect-error no such field of the output
          void outputs.get(training)?.loss

          return getTaskStatus(training)
        },
      })

      new FunctionOperator({
        name: 'single',
        startAfter: training,
        run: (context) => {
          // @ts-expect-error no task with this name comes before
          context.outputs.get('count')
          return context.outputs.get('train')?.accuracy ?? null
        },
      })
    },
  )
}

/** Plain code goes on working. */
function plain(): Workflow {
  const separate = (context: TaskContext) => context.outputs.get('anything')
  return new Workflow(
    { name: 'w', parameters: { type: 'object', properties: { a: { type: 'number' } } } },
    (workflow) => {
      const first = new FunctionOperator({ name: 'first', run: separate })
      const second = new BashOperator({ name: 'second', command: 'true', startAfter: first })
      new FunctionOperator({ name: 'third', workflow, startAfter: [first, second], run: separate })
      const fourth = new FunctionOperator({ name: 'fourth', run: (context) => context.parameters.a ?? null })
      fourth.actionOnTaskStatus(
        'RESTART',
        new Map([
          [first, 'FAILED'],
          [fourth, 'FAILED'],
        ]),
      )
      fourth.actionOnTaskStatus('STOP', [
        [first, 'FAILED'],
        [second, 'FAILED'],
      ])
      const fifth = new BashOperator({ name: 'fifth', command: 'true' })
      fifth.actionOnTaskStatus(
        'STOP',
        new Map([
          [second, TaskStatus.FAILED],
          [fifth, TaskStatus.STOPPED],
        ]),
      )
      workflow.actionOnEventReceived(first, 'key', 'START')
      class Own extends AIFlowOperator {
        override start(context: TaskContext): void {
          context.outputs.get('anything')
        }
      }
      const own: Operator = new Own({ name: 'own', startAfter: fourth })
      own.startAfter([first, second])
    },
  )
}

describe('types of what a task is given', () => {
  test('outputs, parameters and names of tasks have types, and plain code needs none', () => {
    expectTypeOf(typed).returns.toEqualTypeOf<Workflow>()
    expectTypeOf(plain).returns.toEqualTypeOf<Workflow>()
  })

  test('a JSON Schema gives the parameters their types', () => {
    const workflow = new Workflow({
      name: 'w',
      parameters: {
        type: 'object',
        properties: {
          day: { type: 'string' },
          sizes: { type: 'array', items: { type: 'integer' } },
          mode: { enum: ['fast', 'slow'], default: 'fast' },
          label: { type: ['string', 'null'] },
          nested: { type: 'object', properties: { deep: { type: 'boolean' } }, required: ['deep'] },
          any: {},
        },
        required: ['day', 'sizes', 'nested'],
      },
    })
    type Parameters = ParametersOf<NonNullable<(typeof workflow)['parametersType']>>
    expectTypeOf<Parameters['day']>().toEqualTypeOf<string>()
    expectTypeOf<Parameters['sizes']>().toEqualTypeOf<readonly number[]>()
    expectTypeOf<Parameters['mode']>().toEqualTypeOf<'fast' | 'slow'>()
    expectTypeOf<Parameters['label']>().toEqualTypeOf<string | null | undefined>()
    expectTypeOf<Parameters['nested']['deep']>().toEqualTypeOf<boolean>()
    expectTypeOf<Parameters['any']>().toEqualTypeOf<Json | undefined>()
  })

  test('a workflow without a schema gives parameters that are any JSON', () => {
    expectTypeOf<ParametersOf<NonNullable<Workflow['parametersType']>>>().toEqualTypeOf<JsonByName>()
  })

  test('a default is filled in, and a transformation is not seen', () => {
    const schema = z.object({
      count: z.string().transform(Number),
      size: z.number().default(1),
      on: z.boolean().optional(),
    })
    type Parameters = ParametersOf<typeof schema>
    expectTypeOf<Parameters['count']>().toEqualTypeOf<string>()
    expectTypeOf<Parameters['size']>().toEqualTypeOf<number>()
    expectTypeOf<Parameters['on']>().toEqualTypeOf<boolean | undefined>()
  })

  test('an output has the type that is left of it as JSON', () => {
    expectTypeOf<JsonOf<Date>>().toEqualTypeOf<string>()
    expectTypeOf<JsonOf<undefined>>().toEqualTypeOf<null>()
    expectTypeOf<JsonOf<unknown>>().toEqualTypeOf<Json>()
    expectTypeOf<JsonOf<[1, 'x', Date]>>().toEqualTypeOf<readonly [1, 'x', string]>()
    expectTypeOf<JsonOf<{ a: bigint }>['a']>().toEqualTypeOf<never>()
    expectTypeOf<JsonOf<{ a: number; run(): void }>>().toEqualTypeOf<{ readonly a: number }>()
  })

  test('the option startAfter makes the rule that the method makes', () => {
    const rulesOf = (define: (first: Operator) => void) =>
      new Workflow({ name: 'w' }, () => define(new BashOperator({ name: 'first', command: 'true' }))).toDefinition()
        .tasks[1]?.rules
    const byOption = rulesOf((first) => void new BashOperator({ name: 'b', command: 'true', startAfter: first }))
    const byMethod = rulesOf((first) => new BashOperator({ name: 'b', command: 'true' }).startAfter(first))
    expect(byOption).toEqual(byMethod)
    expect(byOption).toHaveLength(1)
  })

  test('the option workflow is the workflow that is being defined', () => {
    const other = new Workflow({ name: 'other' })
    const define = () =>
      new Workflow({ name: 'w' }, () => void new BashOperator({ name: 'b', command: 'true', workflow: other }))
    expect(define).toThrow('is not the workflow "w" that is being defined')
  })

  test('a rule is added to a task by its operator, which must be of this workflow', () => {
    const foreign: Operator[] = []
    new Workflow({ name: 'other' }, () => void foreign.push(new BashOperator({ name: 'a', command: 'true' })))
    const define = (task: (own: Operator) => Operator | undefined) => () =>
      new Workflow({ name: 'w' }, (workflow) => {
        const own = new BashOperator({ name: 'a', command: 'true' })
        workflow.actionOnEventReceived(task(own) ?? own, 'k', 'START')
      })
    expect(define((own) => own)().toDefinition().tasks[0]?.rules).toHaveLength(1)
    expect(define(() => foreign[0])).toThrow(expect.objectContaining({ code: 'UNKNOWN_TASK' }))
  })
})

import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import { type Command, Option } from 'commander'
import { wrongUse } from '../../output/errors.ts'

export interface ConditionOptions {
  readonly event?: string
  readonly value?: string
  readonly all?: string[]
  readonly any?: string[]
  readonly cel?: string
  readonly keys?: string[]
}

/** Adds the options that say when a trigger fires. One of them is required. */
export function takeCondition(command: Command): Command {
  return command
    .addOption(new Option('--event <key>', 'When this event arrives').conflicts(['all', 'any', 'cel']))
    .addOption(new Option('--value <text>', 'With --event: only with this value').conflicts(['all', 'any', 'cel']))
    .addOption(new Option('--all <keys...>', 'When all of these have arrived').conflicts(['event', 'any', 'cel']))
    .addOption(new Option('--any <keys...>', 'When any of these arrives').conflicts(['event', 'all', 'cel']))
    .addOption(
      new Option('--cel <expression>', 'When this is true for an event, such as event.json.size > 10').conflicts([
        'event',
        'all',
        'any',
      ]),
    )
    .addOption(
      new Option('--keys <keys...>', 'With --cel: evaluate only events with these keys').conflicts([
        'event',
        'all',
        'any',
      ]),
    )
}

export function readCondition({ event, value, all, any, cel, keys }: ConditionOptions): ConditionDefinition {
  if (event !== undefined)
    return { type: 'event', event: { key: event, ...(value === undefined ? {} : { filter: { equals: value } }) } }
  if (all !== undefined) return { type: 'allEvents', events: all.map((key) => ({ key })) }
  if (any !== undefined) return { type: 'anyEvent', events: any.map((key) => ({ key })) }
  if (cel !== undefined) return { type: 'cel', expression: cel, ...(keys === undefined ? {} : { keys }) }
  throw wrongUse(
    'The events are missing. Give "--event KEY", "--all KEY KEY …", "--any KEY KEY …" or "--cel EXPRESSION".',
  )
}

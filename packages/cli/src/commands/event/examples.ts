import type { ExampleTable } from '../example-table.ts'

export const EVENT_EXAMPLES = {
  'event send': ['aiflow event send orders-loaded 412', 'aiflow event send enough --execution 12'],
  'event try': ['aiflow event try orders-loaded 412', 'aiflow event try enough --execution 12 -o json'],
  'event list': ['aiflow event list orders-loaded --begin-time 2h', 'aiflow event list --kind status --limit 20'],
  'event show': ['aiflow event show 36', 'aiflow event show 36 -o json'],
  'event listen': ['aiflow event listen orders-loaded', 'aiflow event listen --begin-offset 0 -o json'],
  'event offset': ['aiflow event offset 10m', 'aiflow event offset 2026-03-01T12:00Z'],
  'event count': ['aiflow event count orders-loaded', 'aiflow event count --begin-time 1d --all'],
  'dead-letter list': ['aiflow dead-letter list', 'aiflow dead-letter list --workflow daily --task train'],
  'dead-letter show': ['aiflow dead-letter show 3', 'aiflow dead-letter show 3 -o json'],
  'dead-letter retry': ['aiflow dead-letter retry 3', 'aiflow dead-letter retry --all --workflow daily'],
  'dead-letter drop': ['aiflow dead-letter drop 3', 'aiflow dead-letter drop --all --execution 12 --yes'],
} as const satisfies ExampleTable

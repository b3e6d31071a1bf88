import type { ExampleTable } from '../example-table.ts'

export const CONTEXT_EXAMPLES = {
  'context list': ['aiflow context list', 'aiflow context list -o json'],
  'context show': ['aiflow context show', 'aiflow context show prod -o json'],
  'context use': ['aiflow context use prod', 'aiflow context use home'],
  'context add': [
    'aiflow context add prod https://aiflow.example.com --token-file prod.token',
    'aiflow context add test https://test.example.com --token-variable TEST_TOKEN',
  ],
  'context delete': ['aiflow context delete test', 'aiflow context delete test --yes'],
} as const satisfies ExampleTable

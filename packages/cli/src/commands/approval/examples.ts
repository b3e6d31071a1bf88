import type { ExampleTable } from '../example-table.ts'

export const APPROVAL_EXAMPLES = {
  'approval list': ['aiflow approval list', 'aiflow approval list -o json'],
  'approval show': ['aiflow approval show 12/release', 'aiflow approval show 12/release -o json'],
  'approval answer': [
    'aiflow approval answer 12/release approve --comment "looks good"',
    'aiflow approval answer 12/release approve -p share=0.5',
  ],
} as const satisfies ExampleTable

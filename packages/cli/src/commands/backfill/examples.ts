import type { ExampleTable } from '../example-table.ts'

export const BACKFILL_EXAMPLES = {
  'backfill list': ['aiflow backfill list daily', 'aiflow backfill list --status RUNNING'],
  'backfill show': ['aiflow backfill show 3', 'aiflow backfill show 3 -o json'],
  'backfill pause': ['aiflow backfill pause 3', 'aiflow backfill pause 3 -o json'],
  'backfill resume': ['aiflow backfill resume 3', 'aiflow backfill resume 3 -o json'],
  'backfill stop': ['aiflow backfill stop 3', 'aiflow backfill stop 3 --let-finish'],
} as const satisfies ExampleTable

import type { ExampleTable } from '../example-table.ts'

export const EXECUTION_EXAMPLES = {
  'workflow-execution start': ['aiflow start daily --wait', 'aiflow start daily -p day=2026-03-01 -p limit=100'],
  'workflow-execution stop': ['aiflow ex stop 12 --wait', 'aiflow ex stop 12 --force'],
  'workflow-execution stop-all': ['aiflow ex stop-all daily', 'aiflow ex stop-all daily --yes'],
  'workflow-execution pause': ['aiflow ex pause 12', 'aiflow ex pause 12 -o json'],
  'workflow-execution resume': ['aiflow ex resume 12', 'aiflow ex resume 12 -o json'],
  'workflow-execution rerun': ['aiflow ex rerun 12', 'aiflow ex rerun 12 --wait'],
  'workflow-execution delete': ['aiflow ex delete 12', 'aiflow ex delete 12 --yes'],
  'workflow-execution list': ['aiflow ex list daily --status FAILED', 'aiflow ex list --begin-after 1d -n "*"'],
  'workflow-execution show': ['aiflow ex show 12', 'aiflow ex show 12 -o json'],
  'workflow-execution trigger': ['aiflow ex trigger 12', 'aiflow ex trigger 12 -o yaml'],
  'workflow-execution outputs': ['aiflow ex outputs 12', 'aiflow ex outputs 12 -o json'],
  'workflow-execution states': ['aiflow ex states 12', 'aiflow ex states 12 -o json'],
  'workflow-execution verdicts': ['aiflow ex verdicts 12 --task train', 'aiflow ex verdicts 12 --event 36'],
  'workflow-execution watch': ['aiflow ex watch', 'aiflow ex watch 12 -o json'],
  'rule list': ['aiflow rule list 12', 'aiflow rule list 12 -o json'],
  'rule close': ['aiflow rule close 12 train on-orders-loaded', 'aiflow rule close 12 train after-prepare -o json'],
  'rule disable': ['aiflow rule disable 12 train on-orders-loaded', 'aiflow rule disable 12 train after-prepare'],
  'rule enable': ['aiflow rule enable 12 train on-orders-loaded', 'aiflow rule enable 12 train after-prepare'],
} as const satisfies ExampleTable

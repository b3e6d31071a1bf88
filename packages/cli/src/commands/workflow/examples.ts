import type { ExampleTable } from '../example-table.ts'

export const WORKFLOW_EXAMPLES = {
  'workflow check': ['aiflow wf check', 'aiflow wf check flows/daily.ts flows/train.ts -o json'],
  'workflow upload': ['aiflow wf upload workflow.ts -f scripts,data', "aiflow wf upload 'workflows/**/*.ts' --dry-run"],
  'workflow list': ['aiflow wf list', 'aiflow wf list --name train --disabled -n "*"'],
  'workflow show': ['aiflow wf show daily', 'aiflow wf show daily --source'],
  'workflow enable': ['aiflow wf enable daily', 'aiflow wf enable daily -n team-a'],
  'workflow disable': ['aiflow wf disable daily', 'aiflow wf disable daily -n team-a'],
  'workflow delete': ['aiflow wf delete daily', 'aiflow wf delete daily --yes'],
  'workflow snapshots': ['aiflow wf snapshots daily', 'aiflow wf snapshots daily -o json'],
  'workflow show-snapshot': ['aiflow wf show-snapshot daily 3f2a', 'aiflow wf show-snapshot daily 3f2a -o json'],
  'workflow delete-snapshot': ['aiflow wf delete-snapshot daily 3f2a', 'aiflow wf delete-snapshot daily 3f2a --yes'],
  'workflow backfill': [
    'aiflow wf backfill daily --from 2026-01-01 --to 2026-02-01 --dry-run',
    'aiflow wf backfill daily --from 30d --to 1d --max-active 4',
  ],
  'workflow-trigger list': ['aiflow workflow-trigger list', 'aiflow workflow-trigger list daily -o json'],
  'workflow-trigger show': ['aiflow workflow-trigger show daily/on-order', 'aiflow workflow-trigger show 4'],
  'workflow-trigger add': [
    'aiflow workflow-trigger add daily on-order --event orders-loaded',
    'aiflow workflow-trigger add daily both --all loaded approved --overlap queue',
  ],
  'workflow-trigger pause': ['aiflow workflow-trigger pause daily/on-order', 'aiflow workflow-trigger pause 4'],
  'workflow-trigger resume': ['aiflow workflow-trigger resume daily/on-order', 'aiflow workflow-trigger resume 4'],
  'workflow-trigger delete': ['aiflow workflow-trigger delete daily/on-order', 'aiflow workflow-trigger delete 4'],
  'workflow-trigger delete-all': [
    'aiflow workflow-trigger delete-all daily',
    'aiflow workflow-trigger delete-all daily --yes',
  ],
  'workflow-schedule list': ['aiflow workflow-schedule list', 'aiflow workflow-schedule list daily -o json'],
  'workflow-schedule show': [
    'aiflow workflow-schedule show daily/morning',
    'aiflow workflow-schedule show 7 --count 20',
  ],
  'workflow-schedule add': [
    'aiflow workflow-schedule add daily morning "cron@0 6 * * *"',
    'aiflow workflow-schedule add daily "interval@0 1 0 0" --catch-up skip',
  ],
  'workflow-schedule pause': ['aiflow workflow-schedule pause daily/morning', 'aiflow workflow-schedule pause 7'],
  'workflow-schedule resume': ['aiflow workflow-schedule resume daily/morning', 'aiflow workflow-schedule resume 7'],
  'workflow-schedule delete': ['aiflow workflow-schedule delete daily/morning', 'aiflow workflow-schedule delete 7'],
  'workflow-schedule delete-all': [
    'aiflow workflow-schedule delete-all daily',
    'aiflow workflow-schedule delete-all daily --yes',
  ],
} as const satisfies ExampleTable

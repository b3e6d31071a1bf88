import type { ExampleTable } from '../example-table.ts'

export const TASK_EXAMPLES = {
  'task-execution list': ['aiflow task list 12', 'aiflow task list 12 --task train'],
  'task-execution find': ['aiflow task find', 'aiflow task find --failed -w daily'],
  'task-execution show': ['aiflow task show 12/train', 'aiflow task show 12/train/2 -o json'],
  'task-execution start': ['aiflow task start 12/train', 'aiflow task start 12 train -o json'],
  'task-execution stop': ['aiflow task stop 12/train', 'aiflow task stop 12/train --force'],
  'task-execution restart': ['aiflow task restart 12/train', 'aiflow task restart 12 train -o json'],
  'task-execution retry': ['aiflow task retry 12/train', 'aiflow task retry 12 train -o json'],
  'task-execution items': ['aiflow task items 12/convert', 'aiflow task items 12/convert --status FAILED'],
  'task-execution logs': ['aiflow logs 12/train -f', 'aiflow logs 12/train/2 --tail 50 --timestamps'],
  'task-execution trigger': ['aiflow task trigger 12/train', 'aiflow task trigger 12/train/2 -o yaml'],
  'task-execution output': ['aiflow task output 12/train', 'aiflow task output 12/train/2 -o yaml'],
  'task-execution metrics': ['aiflow task metrics 12/train', 'aiflow task metrics 12/train --limit 1 -o json'],
  'task-execution artifacts': ['aiflow task artifacts 12/train', 'aiflow task artifacts 12/train/2 -o json'],
  'task-execution download': [
    'aiflow task download 12/train --to results',
    'aiflow task download 12/train --name model.bin',
  ],
  'artifact put': ['aiflow artifact put model.bin out/model.bin', 'aiflow artifact put report/index.html page.html'],
  'artifact list': ['aiflow artifact list train', 'aiflow artifact list train -o json'],
  'artifact get': ['aiflow artifact get train model.bin', 'aiflow artifact get train model.bin old-model.bin'],
  why: ['aiflow why 12/deploy', 'aiflow why 12/deploy/3 --depth 2'],
  'why-not': ['aiflow why-not 12/deploy', 'aiflow why-not --trigger daily on-order'],
} as const satisfies ExampleTable

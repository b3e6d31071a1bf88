import { Button } from '@mantine/core'
import { useMay } from '../../data/use-session.ts'
import { type OperatedTask, taskActionsOf } from './task-actions.ts'

/** The actions of a task, in the header of its view. */
export function TaskButtons(of: OperatedTask) {
  if (!useMay('operator')) return null
  return taskActionsOf(of).map(({ title, icon: IconOf, isDangerous, run }) => (
    <Button
      key={title}
      variant="default"
      leftSection={<IconOf size={14} aria-hidden />}
      {...(isDangerous ? { c: 'var(--state-failed)' } : {})}
      onClick={run}
    >
      {title}
    </Button>
  ))
}

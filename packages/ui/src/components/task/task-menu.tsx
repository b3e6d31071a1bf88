import { ActionIcon, Menu } from '@mantine/core'
import { IconDotsVertical } from '@tabler/icons-react'
import { useMay } from '../../data/use-session.ts'
import { type OperatedTask, taskActionsOf } from './task-actions.ts'

/** The actions of a task, in a menu of its row. */
export function TaskMenu(of: OperatedTask) {
  const mayOperate = useMay('operator')
  const offers = taskActionsOf(of)
  if (!mayOperate || offers.length === 0) return null
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Actions for ${of.task}`}>
          <IconDotsVertical size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {offers.map(({ title, icon: IconOf, isDangerous, run }) => (
          <Menu.Item
            key={title}
            leftSection={<IconOf size={14} aria-hidden />}
            {...(isDangerous ? { c: 'var(--state-failed)' } : {})}
            onClick={run}
          >
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

import type { WorkflowResource } from '@aiflow/sdk/client'
import { ActionIcon, Menu } from '@mantine/core'
import { IconCircleCheck, IconCircleOff, IconDotsVertical, IconPlayerStop, IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useMay } from '../../data/use-session.ts'
import { askToDelete, askToStopAll, setEnabled } from './workflow-actions.ts'

interface WorkflowMenuProps {
  readonly workflow: WorkflowResource
  readonly onDeleted?: () => Promise<void>
}

/** The less frequent actions on a workflow. */
export function WorkflowMenu({ workflow, onDeleted = async () => {} }: WorkflowMenuProps) {
  const { enabled, name } = workflow
  const { mutate } = useMutation({ mutationFn: () => setEnabled(workflow, !enabled) })
  const mayDelete = useMay('author')
  const SwitchIcon = enabled ? IconCircleOff : IconCircleCheck
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`}>
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<SwitchIcon size={14} aria-hidden />} onClick={() => mutate()}>
          {enabled ? 'Disable' : 'Enable'}
        </Menu.Item>
        <Menu.Item leftSection={<IconPlayerStop size={14} aria-hidden />} onClick={() => askToStopAll(workflow)}>
          Stop all executions
        </Menu.Item>
        {mayDelete ? (
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={() => askToDelete(workflow, onDeleted)}
          >
            Delete
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}

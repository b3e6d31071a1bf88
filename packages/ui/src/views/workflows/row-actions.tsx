import type { ListedWorkflow } from '@aiflow/sdk/client'
import { StartButton } from '../../components/start/start-button.tsx'
import { WorkflowMenu } from '../../components/workflow/workflow-menu.tsx'
import classes from './row-actions.module.css'

export function RowActions({ workflow }: { readonly workflow: ListedWorkflow }) {
  return (
    <span className={classes.actions}>
      <StartButton workflow={workflow} isSmall />
      <WorkflowMenu workflow={workflow} />
    </span>
  )
}

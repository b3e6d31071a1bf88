import type { WorkflowExecutionResource } from '@aiflow/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { workflowQuery } from '../../data/queries/workflows.ts'
import { useMay } from '../../data/use-session.ts'
import { StartButton } from './start-button.tsx'

interface StartAgainButtonProps {
  readonly execution: Pick<WorkflowExecutionResource, 'id' | 'namespace' | 'workflowName' | 'parameters'>
}

/** Starts a new execution of the same workflow with the same parameters. Absent if the workflow was deleted. */
export function StartAgainButton({ execution }: StartAgainButtonProps) {
  const { namespace, workflowName: name } = execution
  const mayOperate = useMay('operator')
  const { data: workflow } = useQuery({ ...workflowQuery({ namespace, name }), enabled: mayOperate })
  return workflow === undefined || !mayOperate ? null : <StartButton workflow={workflow} earlier={execution} />
}

import { Button } from '@mantine/core'
import { IconHelp } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'

interface WhyButtonProps {
  readonly id: number
  /** The first task if absent. */
  readonly task?: string
  readonly sequence?: number
}

/** Links to why tasks of an execution ran or do not run, and to their rules. */
export function WhyButton({ id, task, sequence }: WhyButtonProps) {
  const navigate = useNavigate()
  return (
    <Button
      variant="default"
      leftSection={<IconHelp size={14} aria-hidden />}
      onClick={() => void navigate({ to: '/executions/$id/why', params: { id }, search: { task, sequence } })}
    >
      Why
    </Button>
  )
}

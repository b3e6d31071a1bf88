import type { RuleResource } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { confirm } from '../../components/kit/feedback/confirm.tsx'
import { toast } from '../../components/kit/feedback/toast.ts'
import { client } from '../../data/client.ts'
import { rulesQuery } from '../../data/queries/why.ts'

interface RuleButtonsProps {
  readonly id: number
  readonly rule: RuleResource
}

/** Disables and enables a rule. Closes its circuit if it is open. */
export function RuleButtons({ id, rule }: RuleButtonsProps) {
  const { task, name, circuit } = rule
  const queryClient = useQueryClient()
  const of = { task, rule: name }
  const done = (text: string) => {
    toast.success(text)
    return queryClient.invalidateQueries({ queryKey: rulesQuery(id).queryKey })
  }
  const judge = useMutation({
    mutationFn: () =>
      circuit?.status === 'disabled'
        ? client.workflowExecutions.enableRule(id, of)
        : client.workflowExecutions.closeRule(id, of),
    onSuccess: () => done(`Rule "${name}" of "${task}" is judged again.`),
  })
  const disable = () =>
    confirm({
      title: 'Disable rule',
      text: `In this execution, rule "${name}" of "${task}" ignores all events until it is enabled.`,
      action: 'Disable',
      isDangerous: true,
      run: async () => {
        await client.workflowExecutions.disableRule(id, of)
        await done(`Rule "${name}" of "${task}" is disabled.`)
      },
    })
  const status = circuit?.status ?? 'closed'
  if (status === 'closed') {
    return (
      <Button variant="default" size="compact-xs" onClick={disable} aria-label={`Disable ${name} of ${task}`}>
        Disable
      </Button>
    )
  }
  const title = status === 'disabled' ? 'Enable' : 'Close'
  return (
    <Button
      size="compact-xs"
      loading={judge.isPending}
      onClick={() => judge.mutate()}
      aria-label={`${title} ${name} of ${task}`}
    >
      {title}
    </Button>
  )
}

import type { WorkflowScheduleResource, WorkflowTriggerResource } from '@aiflow/sdk/client'
import { describeCondition } from '@aiflow/sdk/internal/wire'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Starters } from '../../../components/graph/model/build-graph.ts'
import { schedulesOfQuery, triggersQuery } from '../../../data/queries/starters.ts'
import type { WorkflowName } from '../../../data/queries/workflows.ts'

/**
 * The triggers and schedules of a workflow for its graph, null until they are read. The object stays the same while
 * nothing visible changes.
 */
export function useStarters({ namespace, name }: WorkflowName) {
  const triggers = useQuery(triggersQuery({ namespace, name }))
  const schedules = useQuery(schedulesOfQuery({ namespace, name }))
  const found =
    triggers.data === undefined || schedules.data === undefined ? null : startersOf(triggers.data, schedules.data)
  // Firings change the data, but not the graph, which needs no new layout.
  const text = JSON.stringify(found)
  const starters = useMemo(() => JSON.parse(text) as Starters | null, [text])
  return { starters, error: triggers.error ?? schedules.error }
}

export function startersOf(
  triggers: readonly WorkflowTriggerResource[],
  schedules: readonly WorkflowScheduleResource[],
): Starters {
  return {
    triggers: triggers.map(({ name, condition, paused, overlap }) => ({
      name,
      condition,
      text: describeCondition(condition),
      paused,
      overlap,
    })),
    schedules: schedules.map(({ name, expression, timezone, paused, overlap }) => ({
      name,
      text: `${expression} ${timezone}`,
      paused,
      overlap,
    })),
  }
}

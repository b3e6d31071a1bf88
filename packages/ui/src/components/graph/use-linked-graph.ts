import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { sendersQuery } from '../../data/queries/senders.ts'
import type { WorkflowName } from '../../data/queries/workflows.ts'
import type { Graph } from './model/graph.ts'
import { keysOf, linkSenders } from './model/link-senders.ts'

/** The graph with what the log shows of who sends its events. Null until that is known, so that it is laid out once. */
export function useLinkedGraph(built: Graph | null, { namespace, name }: WorkflowName): Graph | null {
  const keys = useMemo(() => (built === null ? [] : keysOf(built)), [built])
  const { data, error } = useQuery({ ...sendersQuery({ namespace, name }, keys), enabled: built !== null })
  // A graph without these arrows is better than none.
  const senders = data ?? (error === null ? null : NONE)
  return useMemo(() => (built === null || senders === null ? null : linkSenders(built, senders)), [built, senders])
}

const NONE: readonly never[] = []

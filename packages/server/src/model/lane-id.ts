/** A workflow execution is a lane, and a workflow is a lane for its triggers. */
export type LaneId = `execution:${number}` | `workflow:${number}`

export interface LaneName {
  readonly kind: 'execution' | 'workflow'
  /** Of the workflow execution, or of the workflow. */
  readonly id: number
}

export const laneId = {
  ofExecution: (workflowExecutionId: number): LaneId => `execution:${workflowExecutionId}`,
  ofWorkflow: (workflowId: number): LaneId => `workflow:${workflowId}`,
} as const

/** The ids of workflow lanes lie between these two, in text order. */
export const WORKFLOW_LANES = { after: 'workflow:', before: 'workflow;' } as const

export function parseLaneId(lane: LaneId): LaneName {
  const colon = lane.indexOf(':')
  const kind = lane.slice(0, colon) === 'workflow' ? 'workflow' : 'execution'
  return { kind, id: Number(lane.slice(colon + 1)) }
}

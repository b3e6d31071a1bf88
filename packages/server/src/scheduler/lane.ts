import type { ExecutionLane } from './execution-lane.ts'
import type { WorkflowLane } from './workflow-lane.ts'

/** What judges its events one after the other: a workflow execution, or a workflow with its triggers. */
export type Lane = ExecutionLane | WorkflowLane

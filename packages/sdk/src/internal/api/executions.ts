export {
  type ApprovalResource,
  answerRequestSchema,
  answerResponseSchema,
  approvalSchema,
  listApprovalsQuerySchema,
} from '../../wire/http/approvals.ts'
export {
  type Artifact,
  type ArtifactsResponse,
  artifactQuerySchema,
  artifactsResponseSchema,
} from '../../wire/http/artifacts.ts'
export type { Blocked } from '../../wire/http/blocked.ts'
export {
  type CleanUp,
  executionControlResponseSchema,
  findTaskExecutionsQuerySchema,
  foundTaskExecutionSchema,
  type LeftOut,
  listTasksQuerySchema,
  listValuesQuerySchema,
  listWorkflowExecutionsQuerySchema,
  outputResponseSchema,
  outputsResponseSchema,
  type PreviousAttempt,
  type RerunResponse,
  type Restarts,
  rerunResponseSchema,
  showExecutionQuerySchema,
  startExecutionRequestSchema,
  startExecutionResponseSchema,
  statesResponseSchema,
  stopExecutionQuerySchema,
  stopExecutionsResponseSchema,
  stopTaskQuerySchema,
  type TaskExecutionResource,
  type TaskMetrics,
  taskActionResponseSchema,
  taskExecutionSchema,
  taskMetricsSchema,
  taskNameParamSchema,
  tasksPageSchema,
  type WorkflowExecutionDetail,
  type WorkflowExecutionResource,
  workflowExecutionDetailSchema,
  workflowExecutionSchema,
} from '../../wire/http/executions.ts'
export type { ItemCounts } from '../../wire/http/item-counts.ts'
export {
  type ExecutionStatistics,
  executionStatisticsQuerySchema,
  executionStatisticsSchema,
  type Load,
  loadSchema,
} from '../../wire/http/statistics.ts'
export { listItemsQuerySchema, type TaskItemResource, taskItemSchema } from '../../wire/http/task-items.ts'
export {
  type LogChunk,
  type LogMatches,
  logChunkSchema,
  logMatchesSchema,
  readLogsQuerySchema,
  searchLogsQuerySchema,
} from '../../wire/http/task-logs.ts'

export { AIFlowOperator, isCodeOperator } from './authoring/aiflow-operator.ts'
export { nearestName } from './authoring/nearest-name.ts'
export { Operator } from './authoring/operator.ts'
export { TaskRule, WorkflowRule } from './authoring/rule.ts'
export { isWorkflow, Workflow } from './authoring/workflow.ts'
export { AIFlowError, type AIFlowErrorOptions, isAIFlowError } from './errors/aiflow-error.ts'
export { ERROR_CODES, type ErrorCode } from './errors/error-codes.ts'
export { isOutage } from './errors/is-outage.ts'
export { isNonRetryableError, NonRetryableError } from './errors/non-retryable-error.ts'
export { msOf, timeAfter } from './model/clock.ts'
export { Condition, isCondition } from './model/condition.ts'
export type { Context } from './model/context.ts'
export {
  type Event,
  type EventKind,
  RESERVED_KEY_PREFIX,
  type SendOptions,
  taskStatusKey,
  workflowStatusKey,
} from './model/event.ts'
export { ExecutionType } from './model/execution-type.ts'
export { filePathProblem, findPathCollision } from './model/file-path.ts'
export { findInexactInteger, inexactIntegerProblem } from './model/inexact-integer.ts'
export type { Json } from './model/json.ts'
export { describeJsonProblem, findJsonProblem, REFUSED_KEY } from './model/json-check.ts'
export { convertToJson } from './model/json-value.ts'
export {
  MAX_ALL_EVENTS,
  MAX_ANY_EVENTS,
  MAX_ARTIFACTS,
  MAX_ATTEMPT_INPUT_BYTES,
  MAX_BATCH_EVENTS,
  MAX_BATCH_SECONDS,
  MAX_CONDITION_TASKS,
  MAX_DEFINITION_CHARACTERS,
  MAX_DURATION_SECONDS,
  MAX_ENVELOPE_DEPTH,
  MAX_HISTORY_DAYS,
  MAX_JSON_DEPTH,
  MAX_PAGE_CHARACTERS,
  MAX_PAGE_TASKS,
  MAX_PAGE_VALUES,
  MAX_POOL_SLOTS,
  MAX_QUESTION_BYTES,
  MAX_RULES_PER_TASK,
  MAX_SCHEDULES,
  MAX_TASKS,
  MAX_TASKS_WAITED_FOR,
  MAX_TIME_MS,
  MAX_TRIGGERS,
  MAX_UNREADABLE_NAMED,
  MAX_WORKER_SLOTS,
} from './model/limits.ts'
export {
  fitsBytes,
  isName,
  isStoredName,
  MAX_CONTEXT_BYTES,
  MAX_KEY_BYTES,
  MAX_VALUE_BYTES,
  NAME_RULE,
} from './model/names.ts'
export { ownValue } from './model/own-value.ts'
export {
  isReservedSender,
  readAs,
  senderText,
  taskOfPrincipal,
  taskPrincipal,
  tokenPrincipal,
  workerPrincipal,
} from './model/principal.ts'
export { quoted } from './model/quoted.ts'
export { type State, StateDescriptor, StateType, type ValueState, ValueStateDescriptor } from './model/state.ts'
export { TaskAction } from './model/task-action.ts'
export type {
  ListenOptions,
  TaskContext,
  TaskEvents,
  TaskHandle,
  TaskIdentity,
  TaskLogger,
  TaskOutputs,
  TaskTrigger,
  TaskWorkflow,
} from './model/task-context.ts'
export { TaskExecution, type TaskExecutionFields, TaskExecutionKey } from './model/task-execution.ts'
export { isAlive, isFinished, TaskStatus } from './model/task-status.ts'
export { DURATION_RULE, parseDurationText, parseTimeText, TIME_RULE } from './model/time-text.ts'
export { abortedAfter, startDeadline, startInterval, startTimer, stopTimer, Timer, wait } from './model/timers.ts'
export { parseWholeNumber, wholeNumberRule } from './model/whole-number.ts'
export { WorkflowExecution, type WorkflowExecutionFields } from './model/workflow-execution.ts'
export { WorkflowStatus } from './model/workflow-status.ts'
export { SDK_VERSION } from './version.ts'
export {
  type AttemptPart,
  type AttemptSpec,
  attemptPartSchema,
  attemptSpecSchema,
  type Outcome,
  outcomeSchema,
  type StopPhase,
  stopPhaseSchema,
  type Trigger,
  triggerSchema,
} from './wire/attempt.ts'
export { describeCondition, describeEventMatch, describeFilter } from './wire/describe-condition.ts'
export {
  type AuditEntry,
  auditEntrySchema,
  type CreatedToken,
  createTokenRequestSchema,
  createTokenResponseSchema,
  listAuditQuerySchema,
  type NewToken,
  type Role,
  roleSchema,
  type TokenResource,
  tokenSchema,
} from './wire/http/access.ts'
export {
  type Artifact,
  type ArtifactsResponse,
  artifactQuerySchema,
  artifactsResponseSchema,
} from './wire/http/artifacts.ts'
export {
  type Change,
  changeSchema,
  followLogsQuerySchema,
  listenToChangesQuerySchema,
} from './wire/http/changes.ts'
export { type Configuration, configurationSchema } from './wire/http/configuration.ts'
export {
  type ControlStatus,
  controlResultSchema,
  controlStatusSchema,
} from './wire/http/control.ts'
export {
  type DeadLetter,
  type DeadLetterDetail,
  type DeadLetterFilter,
  deadLetterDetailSchema,
  deadLetterFilterSchema,
  deadLetterSchema,
  deadLetterSliceQuerySchema,
  dropDeadLetterResponseSchema,
  dropDeadLettersResponseSchema,
  listDeadLettersQuerySchema,
  type RetryDeadLetterResponse,
  retryDeadLetterResponseSchema,
  retryDeadLettersResponseSchema,
} from './wire/http/dead-letters.ts'
export {
  type CountEventsResponse,
  countEventsResponseSchema,
  type EventFilter,
  eventFilterSchema,
  type ListEventsResponse,
  type ListenQuery,
  listEventsQuerySchema,
  listEventsResponseSchema,
  listenQuerySchema,
  type NewEvent,
  newEventSchema,
  offsetOfTimeResponseSchema,
  type ParsedNewEvent,
  putHandleRequestSchema,
  type SendEventsResponse,
  sendEventsRequestSchema,
  sendEventsResponseSchema,
  stateValueSchema,
} from './wire/http/events.ts'
export {
  acceptedSchema,
  executionControlResponseSchema,
  findTaskExecutionsQuerySchema,
  forgetWorkerResponseSchema,
  foundTaskExecutionSchema,
  type LeftOut,
  type LogChunk,
  type LogMatches,
  listTasksQuerySchema,
  listValuesQuerySchema,
  listWorkflowExecutionsQuerySchema,
  logChunkSchema,
  logMatchesSchema,
  outputResponseSchema,
  outputsResponseSchema,
  type PreviousAttempt,
  type RerunResponse,
  readLogsQuerySchema,
  rerunResponseSchema,
  type ServerInfo,
  searchLogsQuerySchema,
  serverInfoSchema,
  showExecutionQuerySchema,
  startExecutionRequestSchema,
  startExecutionResponseSchema,
  statesResponseSchema,
  stopExecutionsResponseSchema,
  stopServerRequestSchema,
  stopServerResponseSchema,
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
} from './wire/http/executions.ts'
export { type LiveMessage, listenToLiveQuerySchema, liveMessageSchema } from './wire/http/live.ts'
export {
  addNamespaceRequestSchema,
  type NamespaceResource,
  namespaceSchema,
  setNamespaceRequestSchema,
} from './wire/http/namespaces.ts'
export {
  type Page,
  type PageQuery,
  pageOf,
  pageQuerySchema,
} from './wire/http/paging.ts'
export {
  listPoolsResponseSchema,
  type PoolResource,
  type PoolUse,
  poolResponseSchema,
  setPoolRequestSchema,
} from './wire/http/pools.ts'
export {
  type Problem,
  problemSchema,
} from './wire/http/problem.ts'
export {
  type Circuit,
  type CircuitCause,
  type CircuitStatus,
  circuitSchema,
  type OpenCircuit,
  openCircuitSchema,
  type RuleControlResponse,
  type RuleResource,
  type RulesResponse,
  ruleControlResponseSchema,
  ruleResourceSchema,
  rulesResponseSchema,
} from './wire/http/rules.ts'
export {
  type BeginSession,
  beginSessionRequestSchema,
  type Session,
  type SessionLink,
  sessionLinkSchema,
  sessionSchema,
} from './wire/http/session.ts'
export {
  type ExecutionStatistics,
  executionStatisticsQuerySchema,
  executionStatisticsSchema,
  type Load,
  loadSchema,
} from './wire/http/statistics.ts'
export {
  type NotMetResource,
  notMetSchema,
  type VerdictResource,
  type VerdictSaw,
  type VerdictsResponse,
  verdictSchema,
  verdictsQuerySchema,
  verdictsResponseSchema,
} from './wire/http/verdicts.ts'
export {
  type EventDetail,
  type EventEffects,
  eventDetailSchema,
  eventEffectsSchema,
  type SeenEvent,
  type Why,
  type WhyLink,
  type WhyNot,
  type WhyNotRule,
  type WhyNotTrigger,
  whyNotSchema,
  whyNotTriggerSchema,
  whyQuerySchema,
  whySchema,
} from './wire/http/why.ts'
export {
  addScheduleRequestSchema,
  addTriggerRequestSchema,
  deleteAllResponseSchema,
  listedWorkflowSchema,
  listWorkflowsQuerySchema,
  nextTimesQuerySchema,
  nextTimesResponseSchema,
  type RecentExecution,
  type SnapshotDetail,
  type SnapshotResource,
  snapshotDetailSchema,
  snapshotSchema,
  type UploadRequest,
  type UploadResponse,
  uploadRequestSchema,
  uploadResponseSchema,
  type WorkflowDetail,
  type WorkflowResource,
  type WorkflowScheduleResource,
  type WorkflowTriggerResource,
  workflowDetailSchema,
  workflowScheduleSchema,
  workflowSchema,
  workflowTriggerSchema,
} from './wire/http/workflows.ts'
export { distinctIssues, issueText } from './wire/issue-text.ts'
export { type LogMatch, logMatchSchema, type TextTime, textTimeSchema } from './wire/log.ts'
export {
  eventSchema,
  executionTypeSchema,
  jsonObjectSchema,
  jsonSchema,
  taskActionSchema,
  taskStatusSchema,
  workflowStatusSchema,
} from './wire/model-schemas.ts'
export { nameSchema, namespaceFilterSchema } from './wire/names.ts'
export { numberText } from './wire/numbers.ts'
export { terminateWhenSilent } from './wire/silence.ts'
export { fromStatusRuns, toStatusRuns } from './wire/status-runs.ts'
export {
  type ConditionAnswer,
  DEFAULT_WORKER_LIMITS,
  type EvaluateRequest,
  evaluateRequestSchema,
  MAX_METRIC_NAME_CHARACTERS,
  MAX_METRICS,
  type MessageOf,
  OLDEST_WORKER_PROTOCOL,
  type ReadLogRequest,
  type Report,
  readLogRequestSchema,
  reportEntrySchema,
  reportedOutcomeSchema,
  reportSchema,
  type SearchLogRequest,
  type ServerMessage,
  serverMessageSchema,
  type WantedAttempt,
  WORKER_PROTOCOL,
  type WorkerLimits,
  type WorkerMessage,
  workerMessageSchema,
} from './wire/worker-protocol.ts'
export {
  type CatchUp,
  type ConditionDefinition,
  catchUpSchema,
  conditionSchema,
  type EventMatch,
  eventMatchSchema,
  type FanIn,
  fanInSchema,
  type OperatorDefinition,
  type Overlap,
  operatorSchema,
  overlapSchema,
  type RetryPolicy,
  type RuleDefinition,
  retrySchema,
  ruleSchema,
  type ScheduleDefinition,
  scheduleDefinitionSchema,
  type TaskDefinition,
  type TaskStatusMatch,
  type TriggerDefinition,
  taskSchema,
  taskStatusMatchSchema,
  triggerDefinitionSchema,
  type ValueFilter,
  valueFilterSchema,
  type WhenAlive,
  type WorkflowDefinition,
  whenAliveSchema,
  workflowDefinitionSchema,
} from './wire/workflow-definition.ts'

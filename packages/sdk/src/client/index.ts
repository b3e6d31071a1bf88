export { senderText, taskOfPrincipal } from '../model/event/principal.ts'
export type { AuditEntry, CreatedToken, NewToken, Role, TokenResource } from '../wire/http/access.ts'
export type { ApprovalAnswerResult, ApprovalResource } from '../wire/http/approvals.ts'
export type { Artifact, ArtifactsResponse } from '../wire/http/artifacts.ts'
export type {
  BackfillCounts,
  BackfillOrder,
  BackfillPreview,
  BackfillResource,
  NewBackfill,
  Reprocess,
} from '../wire/http/backfills.ts'
export type { Blocked } from '../wire/http/blocked.ts'
export type { Change } from '../wire/http/changes.ts'
export type { Configuration } from '../wire/http/configuration.ts'
export type {
  ConnectionResource,
  ConnectionTest,
  ConnectionToSet,
  ListedConnection,
} from '../wire/http/connections.ts'
export type {
  DeadLetter,
  DeadLetterDetail,
  DeadLetterFilter,
  RetryDeadLetterResponse,
} from '../wire/http/dead-letters.ts'
export type { CountEventsResponse, ListEventsResponse, NewEvent } from '../wire/http/events.ts'
export type {
  FoundTaskExecution,
  LeftOut,
  RerunResponse,
  Restarts,
  ServerInfo,
  TaskExecutionResource,
  TaskMetrics,
  WorkflowExecutionDetail,
  WorkflowExecutionResource,
} from '../wire/http/executions.ts'
export type { ItemCounts } from '../wire/http/item-counts.ts'
export type { LiveMessage } from '../wire/http/live.ts'
export type { NamespaceResource } from '../wire/http/namespaces.ts'
export type { Page } from '../wire/http/paging.ts'
export type { PoolResource, PoolUse } from '../wire/http/pools.ts'
export type { Circuit, OpenCircuit, RuleControlResponse, RuleResource } from '../wire/http/rules.ts'
export type { ListedSecret, RotatedKey, SecretResource } from '../wire/http/secrets.ts'
export type { BeginSession, Session, SessionLink } from '../wire/http/session.ts'
export type { ExecutionStatistics, Load } from '../wire/http/statistics.ts'
export type { TaskItemResource } from '../wire/http/task-items.ts'
export type { LogChunk, LogMatches } from '../wire/http/task-logs.ts'
export type { TriedEvent, TriedLane, TriedRule, TryEvent } from '../wire/http/try-event.ts'
export type { VerdictResource, VerdictsResponse } from '../wire/http/verdicts.ts'
export type {
  EventDetail,
  EventEffects,
  SeenEvent,
  Why,
  WhyLink,
  WhyNot,
  WhyNotRule,
  WhyNotTrigger,
} from '../wire/http/why.ts'
export type {
  ListedWorkflow,
  NewSchedule,
  NewTrigger,
  RecentExecution,
  SnapshotDetail,
  SnapshotResource,
  UploadPreview,
  UploadRequest,
  UploadResponse,
  WorkflowDetail,
  WorkflowResource,
  WorkflowScheduleResource,
  WorkflowTriggerResource,
} from '../wire/http/workflows.ts'
export { AIFlowClient, type AIFlowClientOptions } from './aiflow-client.ts'
export { allPages } from './all-pages.ts'
export type { ChangesClient, ChangesOptions } from './events/changes-client.ts'
export type { DeadLettersClient } from './events/dead-letters-client.ts'
export type { EventFilter, EventQuery, EventsClient, SentEvent } from './events/events-client.ts'
export type { ListenOptions } from './events/listen.ts'
export type { ApprovalAnswer, ApprovalListOptions, ApprovalsClient } from './executions/approvals-client.ts'
export type { ArtifactContent } from './executions/artifact-content.ts'
export type { TaskClient } from './executions/task-client.ts'
export type {
  FindTaskExecutionsOptions,
  FollowLogsOptions,
  ListItemsOptions,
  ReadLogsOptions,
  SearchLogsOptions,
  TaskActionResult,
  TaskExecutionListOptions,
  TaskExecutionRef,
  TaskExecutionsClient,
  WhyOptions,
} from './executions/task-executions-client.ts'
export type {
  ShowOptions,
  StopExecutionOptions,
  ValuesPage,
  VerdictListOptions,
  WorkflowExecutionListOptions,
  WorkflowExecutionsClient,
} from './executions/workflow-executions-client.ts'
export type { ConnectionsClient } from './server/connections-client.ts'
export type { LiveClient, LiveOptions } from './server/live-client.ts'
export type { NamespaceProperties, NamespacesClient } from './server/namespaces-client.ts'
export type { PoolsClient } from './server/pools-client.ts'
export type { SecretsClient } from './server/secrets-client.ts'
export type { AuditListOptions, ServerClient, StopServerOptions } from './server/server-client.ts'
export type { SessionClient } from './server/session-client.ts'
export type { ExecutionStatisticsOptions, StatisticsClient } from './server/statistics-client.ts'
export type { TokensClient } from './server/tokens-client.ts'
export type { CallOptions, ChangeOptions, PageOptions } from './transport/call.ts'
export type { RetryPolicy } from './transport/retry.ts'
export type { BackfillListOptions, BackfillsClient, StopBackfillOptions } from './workflows/backfills-client.ts'
export type { OfWorkflowOptions } from './workflows/of-workflow-client.ts'
export type { SchedulesClient } from './workflows/schedules-client.ts'
export type { TriggersClient } from './workflows/triggers-client.ts'
export type { StartExecutionOptions, WorkflowListOptions, WorkflowsClient } from './workflows/workflows-client.ts'

import type { FastifyInstance } from 'fastify'
import { addAssistantRoute } from './assistants/assistant-route.ts'
import type { HttpDependencies } from './dependencies.ts'
import { accessDocuments } from './documentation/access-documents.ts'
import { backfillDocuments } from './documentation/backfill-documents.ts'
import { connectionDocuments } from './documentation/connection-documents.ts'
import { deadLetterDocuments } from './documentation/dead-letter-documents.ts'
import { eventDocuments } from './documentation/event-documents.ts'
import { executionDocuments } from './documentation/execution-documents.ts'
import { poolDocuments } from './documentation/pool-documents.ts'
import type { RouteDocuments } from './documentation/route-document.ts'
import { ruleDocuments } from './documentation/rule-documents.ts'
import { secretDocuments } from './documentation/secret-documents.ts'
import { serverDocuments } from './documentation/server-documents.ts'
import { workflowDocuments } from './documentation/workflow-documents.ts'
import { addAuditRoutes } from './routes/events/audit-routes.ts'
import { addDeadLetterRoutes } from './routes/events/dead-letter-routes.ts'
import { addEventDetailRoutes } from './routes/events/event-detail-routes.ts'
import { addEventReadRoutes } from './routes/events/event-read-routes.ts'
import { addSendEventsRoute } from './routes/events/send-events-route.ts'
import { addTryEventRoute } from './routes/events/try-event-route.ts'
import { addApprovalRoutes } from './routes/executions/approval-routes.ts'
import { addArtifactRoutes } from './routes/executions/artifact-routes.ts'
import { addRuleRoutes } from './routes/executions/rule-routes.ts'
import { addStatisticsRoutes } from './routes/executions/statistics-routes.ts'
import { addTaskExecutionRoutes } from './routes/executions/task-execution-routes.ts'
import { addTaskLogRoutes } from './routes/executions/task-log-routes.ts'
import { addTaskResultRoutes } from './routes/executions/task-result-routes.ts'
import { addTriggerContentRoutes } from './routes/executions/trigger-content-routes.ts'
import { addWhyRoutes } from './routes/executions/why-routes.ts'
import { addWorkflowExecutionRoutes } from './routes/executions/workflow-execution-routes.ts'
import { addConfigurationRoutes } from './routes/server/configuration-routes.ts'
import { addMetricsRoute } from './routes/server/metrics-route.ts'
import { addServerRoutes } from './routes/server/server-routes.ts'
import { addSessionRoutes } from './routes/server/session-routes.ts'
import { addTokenRoutes } from './routes/server/token-routes.ts'
import { addTaskArtifactRoutes } from './routes/tasks/task-artifact-routes.ts'
import { addTaskRoutes } from './routes/tasks/task-routes.ts'
import { addWorkerRoutes } from './routes/tasks/worker-routes.ts'
import { addBackfillRoutes } from './routes/workflows/backfill-routes.ts'
import { addConnectionRoutes } from './routes/workflows/connection-routes.ts'
import { addNamespaceRoutes } from './routes/workflows/namespace-routes.ts'
import { addPoolRoutes } from './routes/workflows/pool-routes.ts'
import { addScheduleRoutes } from './routes/workflows/schedule-routes.ts'
import { addSecretRoutes } from './routes/workflows/secret-routes.ts'
import { addSnapshotRoutes } from './routes/workflows/snapshot-routes.ts'
import { addTriggerRoutes } from './routes/workflows/trigger-routes.ts'
import { addUploadRoute } from './routes/workflows/upload-route.ts'
import { addWorkflowRoutes } from './routes/workflows/workflow-routes.ts'
import { addChangesRoute } from './streams/changes-route.ts'
import { addFollowTaskLogRoute } from './streams/follow-task-log-route.ts'
import { addListenRoute } from './streams/listen-route.ts'
import { addLiveRoute } from './streams/live-route.ts'

/** Every group of routes. */
export const ROUTES: readonly ((app: FastifyInstance, dependencies: HttpDependencies) => void)[] = [
  addMetricsRoute,
  addServerRoutes,
  addConfigurationRoutes,
  addDeadLetterRoutes,
  addSendEventsRoute,
  addTryEventRoute,
  addListenRoute,
  addChangesRoute,
  addLiveRoute,
  addStatisticsRoutes,
  addEventReadRoutes,
  addEventDetailRoutes,
  addNamespaceRoutes,
  addPoolRoutes,
  addSecretRoutes,
  addConnectionRoutes,
  addUploadRoute,
  addWorkflowRoutes,
  addTriggerRoutes,
  addScheduleRoutes,
  addBackfillRoutes,
  addWorkflowExecutionRoutes,
  addRuleRoutes,
  addApprovalRoutes,
  addTaskExecutionRoutes,
  addTaskLogRoutes,
  addWhyRoutes,
  addFollowTaskLogRoute,
  addTaskResultRoutes,
  addTriggerContentRoutes,
  addArtifactRoutes,
  addTaskArtifactRoutes,
  addSnapshotRoutes,
  addTaskRoutes,
  addWorkerRoutes,
  addTokenRoutes,
  addSessionRoutes,
  addAuditRoutes,
  addAssistantRoute,
]

/** The documentation of every route. A test keeps this table and the served routes in line. */
export const ROUTE_DOCUMENTS: RouteDocuments = {
  ...eventDocuments,
  ...poolDocuments,
  ...secretDocuments,
  ...connectionDocuments,
  ...workflowDocuments,
  ...backfillDocuments,
  ...executionDocuments,
  ...ruleDocuments,
  ...accessDocuments,
  ...serverDocuments,
  ...deadLetterDocuments,
}

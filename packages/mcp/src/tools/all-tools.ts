import { runAgain } from './changing/run-again.ts'
import { sendEvent } from './changing/send-event.ts'
import { startWorkflow } from './changing/start-workflow.ts'
import { stop } from './changing/stop.ts'
import { tryEvent } from './explaining/try-event.ts'
import { whatDidEventCause } from './explaining/what-did-event-cause.ts'
import { why } from './explaining/why.ts'
import { whyNot } from './explaining/why-not.ts'
import { describeWorkflow } from './reading/describe-workflow.ts'
import { findEvents } from './reading/find-events.ts'
import { findExecutions } from './reading/find-executions.ts'
import { findFailed } from './reading/find-failed.ts'
import { listWorkflows } from './reading/list-workflows.ts'
import { readLogs } from './reading/read-logs.ts'
import { searchDocs } from './reading/search-docs.ts'
import { showExecution } from './reading/show-execution.ts'
import type { Tool } from './tool.ts'
import { waitFor } from './waiting/wait-for.ts'

/** In the order in which assistants see them. */
export const ALL_TOOLS: readonly Tool[] = [
  why,
  whyNot,
  whatDidEventCause,
  tryEvent,
  findFailed,
  findExecutions,
  showExecution,
  readLogs,
  listWorkflows,
  describeWorkflow,
  findEvents,
  waitFor,
  searchDocs,
  sendEvent,
  startWorkflow,
  stop,
  runAgain,
]

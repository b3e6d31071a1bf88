import {
  verdictsQuerySchema,
  verdictsResponseSchema,
  whyNotSchema,
  whyQuerySchema,
  whySchema,
} from '@aiflow/sdk/internal/api/events'
import {
  answerRequestSchema,
  answerResponseSchema,
  approvalSchema,
  artifactQuerySchema,
  artifactsResponseSchema,
  executionControlResponseSchema,
  executionStatisticsQuerySchema,
  executionStatisticsSchema,
  findTaskExecutionsQuerySchema,
  foundTaskExecutionSchema,
  listApprovalsQuerySchema,
  listItemsQuerySchema,
  listTasksQuerySchema,
  listValuesQuerySchema,
  listWorkflowExecutionsQuerySchema,
  logChunkSchema,
  logMatchesSchema,
  outputResponseSchema,
  outputsResponseSchema,
  readLogsQuerySchema,
  rerunResponseSchema,
  searchLogsQuerySchema,
  showExecutionQuerySchema,
  statesResponseSchema,
  stopExecutionQuerySchema,
  stopTaskQuerySchema,
  taskActionResponseSchema,
  taskExecutionSchema,
  taskItemSchema,
  taskMetricsSchema,
  tasksPageSchema,
  workflowExecutionDetailSchema,
  workflowExecutionSchema,
} from '@aiflow/sdk/internal/api/executions'
import {
  followLogsQuerySchema,
  listenToChangesQuerySchema,
  pageOf,
  pageQuerySchema,
} from '@aiflow/sdk/internal/api/server'
import { triggerSchema } from '@aiflow/sdk/internal/worker-protocol'
import * as z from 'zod'
import type { RouteDocument, RouteDocuments } from './route-document.ts'

const EXECUTION = '/api/v1/workflow-executions/:id'
const TASK_EXECUTION = `${EXECUTION}/task-executions/:task/:sequence`
const byTaskSchema = pageQuerySchema.extend({ task: z.string().optional() })

export const executionDocuments: RouteDocuments = {
  'GET /api/v1/workflow-executions': {
    chapter: 'executions',
    summary: 'List workflow executions, newest first',
    query: listWorkflowExecutionsQuerySchema.extend(pageQuerySchema.shape),
    answer: pageOf(workflowExecutionSchema),
  },
  'GET /api/v1/statistics/executions': {
    chapter: 'executions',
    summary: 'Count the workflow executions that began in each part of a period, by their current status',
    query: executionStatisticsQuerySchema,
    answer: executionStatisticsSchema,
  },
  'GET /api/v1/task-executions': {
    chapter: 'tasks',
    summary: 'Find running or failed task executions over all workflow executions, newest first',
    query: findTaskExecutionsQuerySchema.extend(pageQuerySchema.shape),
    answer: pageOf(foundTaskExecutionSchema),
  },
  'GET /api/v1/changes': {
    chapter: 'executions',
    summary:
      'Follow the status of workflow executions and task executions; Last-Event-ID is the offset to continue after',
    query: listenToChangesQuerySchema,
    answer: 'text/event-stream',
  },
  [`GET ${EXECUTION}`]: {
    chapter: 'executions',
    summary: 'Show a workflow execution with the latest execution of each task',
    query: showExecutionQuerySchema,
    answer: workflowExecutionDetailSchema,
  },
  [`GET ${EXECUTION}/tasks`]: {
    chapter: 'executions',
    summary: 'The latest execution of each task, page by page, in the order of declaration',
    query: listTasksQuerySchema,
    answer: tasksPageSchema,
  },
  [`POST ${EXECUTION}/stop`]: {
    ...controlOf('Stop a workflow execution; a second time, end its clean-up'),
    query: stopExecutionQuerySchema,
  },
  [`POST ${EXECUTION}/pause`]: controlOf('Pause a workflow execution: events wait, and tasks keep running'),
  [`POST ${EXECUTION}/resume`]: controlOf('Resume a paused workflow execution'),
  [`POST ${EXECUTION}/rerun`]: {
    ...controlOf('Run the failed and stopped tasks of a workflow execution again'),
    answer: rerunResponseSchema,
  },
  [`DELETE ${EXECUTION}`]: controlOf('Delete a workflow execution that has ended, with its history'),
  [`GET ${EXECUTION}/verdicts`]: {
    chapter: 'executions',
    summary: 'The verdicts of rules on events, newest first',
    query: verdictsQuerySchema,
    answer: verdictsResponseSchema,
  },
  [`GET ${EXECUTION}/outputs`]: {
    chapter: 'executions',
    summary: 'The output of the last success of each task, page by page, by name',
    query: listValuesQuerySchema,
    answer: outputsResponseSchema,
  },
  [`GET ${EXECUTION}/states`]: {
    chapter: 'executions',
    summary: 'The states of an execution, page by page, by name',
    query: listValuesQuerySchema,
    answer: statesResponseSchema,
  },
  [`GET ${EXECUTION}/task-executions`]: {
    chapter: 'tasks',
    summary: 'List the task executions of a workflow execution, newest first',
    query: byTaskSchema,
    answer: pageOf(taskExecutionSchema),
  },
  [`GET ${TASK_EXECUTION}`]: { chapter: 'tasks', summary: 'Show a task execution', answer: taskExecutionSchema },
  [`GET ${TASK_EXECUTION}/items`]: {
    chapter: 'tasks',
    summary: 'List the items of a task over a list, in its order, without their outputs',
    query: listItemsQuerySchema.extend(pageQuerySchema.shape),
    answer: pageOf(taskItemSchema),
  },
  [`GET ${TASK_EXECUTION}/items/:item`]: {
    chapter: 'tasks',
    summary: 'Show an item of a task over a list',
    answer: taskItemSchema,
  },
  [`GET ${TASK_EXECUTION}/logs`]: {
    chapter: 'tasks',
    summary: 'Read a part of the log of a task execution',
    query: readLogsQuerySchema,
    answer: logChunkSchema,
  },
  [`GET ${TASK_EXECUTION}/logs/search`]: {
    chapter: 'tasks',
    summary: 'Find the lines of the log of a task execution that contain a text',
    query: searchLogsQuerySchema,
    answer: logMatchesSchema,
  },
  [`GET ${TASK_EXECUTION}/logs/follow`]: {
    chapter: 'tasks',
    summary:
      'Follow the log of a task execution, over its attempts, until it has ended; Last-Event-ID is where to continue',
    query: followLogsQuerySchema,
    answer: 'text/event-stream',
  },
  [`GET ${EXECUTION}/trigger`]: {
    chapter: 'executions',
    summary: 'Show the complete trigger of a workflow execution, including large values',
    answer: triggerSchema,
  },
  [`GET ${TASK_EXECUTION}/trigger`]: {
    chapter: 'tasks',
    summary: 'Show the complete trigger of a task execution, including large values and outputs',
    answer: triggerSchema,
  },
  [`GET ${TASK_EXECUTION}/output`]: {
    chapter: 'tasks',
    summary: 'The output of a task execution',
    answer: outputResponseSchema,
  },
  [`GET ${TASK_EXECUTION}/artifacts`]: {
    chapter: 'tasks',
    summary: 'List the artifacts of the last attempt of a task execution',
    answer: artifactsResponseSchema,
  },
  [`GET ${TASK_EXECUTION}/artifacts/file`]: {
    chapter: 'tasks',
    summary: 'Download an artifact of a task execution; its ETag is the SHA-256 of its content',
    query: artifactQuerySchema,
    answer: 'application/octet-stream',
  },
  [`GET ${TASK_EXECUTION}/metrics`]: {
    chapter: 'tasks',
    summary: 'The metrics of a task execution over time, newest first',
    query: pageQuerySchema,
    answer: pageOf(taskMetricsSchema),
  },
  [`GET ${TASK_EXECUTION}/why`]: {
    chapter: 'tasks',
    summary: 'Why a task execution ran: the chain back to its first cause',
    query: whyQuerySchema,
    answer: whySchema,
  },
  [`GET ${EXECUTION}/tasks/:task/why-not`]: {
    chapter: 'tasks',
    summary: 'Why a task does not run: what blocks it, and what its rules wait for',
    answer: whyNotSchema,
  },
  [`POST ${EXECUTION}/tasks/:task/start`]: actionOf('Start a task unless it is active'),
  [`POST ${EXECUTION}/tasks/:task/stop`]: { ...actionOf('Stop a task'), query: stopTaskQuerySchema },
  [`POST ${EXECUTION}/tasks/:task/restart`]: actionOf('Restart a task: stop it if it is active, then start it'),
  [`POST ${EXECUTION}/tasks/:task/retry`]: actionOf('Begin the next attempt of a RETRYING task now'),
  'GET /api/v1/approvals': {
    chapter: 'tasks',
    summary: 'List the tasks that wait for the answer of a person, oldest first',
    query: listApprovalsQuerySchema.extend(pageQuerySchema.shape),
    answer: pageOf(approvalSchema),
  },
  [`GET ${EXECUTION}/approvals`]: {
    chapter: 'tasks',
    summary: 'List the tasks of a workflow execution that wait for the answer of a person',
    query: pageQuerySchema,
    answer: pageOf(approvalSchema),
  },
  [`POST ${EXECUTION}/tasks/:task/answer`]: {
    chapter: 'tasks',
    summary: 'Answer a task that waits for it; the first answer ends the task',
    body: answerRequestSchema,
    answer: answerResponseSchema,
    isControl: true,
  },
}

function controlOf(summary: string): RouteDocument {
  return { chapter: 'executions', summary, answer: executionControlResponseSchema, isControl: true }
}

function actionOf(summary: string): RouteDocument {
  return { chapter: 'tasks', summary, answer: taskActionResponseSchema, isControl: true }
}

import type { Command } from 'commander'
import type { OpenSession } from '../session.ts'

type AddCommands = (group: Command, open: OpenSession) => void

export interface CommandGroup {
  readonly name: string
  readonly alias?: string
  readonly description: string
  readonly load: () => Promise<AddCommands>
}

/** Every group of commands. Each is loaded only when it is called, so that commands start quickly. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    name: 'server',
    description: 'Start and stop the server and its worker',
    load: async () => (await import('./server/server.ts')).addServerCommands,
  },
  {
    name: 'webserver',
    description: 'Other names for "server start" and "server stop"',
    load: async () => (await import('./server/webserver.ts')).addWebserverCommands,
  },
  {
    name: 'worker',
    description: 'Run a worker, list workers, and give up those that will not come back',
    load: async () => (await import('./server/worker.ts')).addWorkerCommands,
  },
  {
    name: 'context',
    description: 'Give names to servers, and choose the one that commands use',
    load: async () => (await import('./context/context.ts')).addContextCommands,
  },
  {
    name: 'namespace',
    description: 'Add, list and delete namespaces',
    load: async () => (await import('./administration/namespace.ts')).addNamespaceCommands,
  },
  {
    name: 'pool',
    description: 'Limit concurrency of tasks that share a resource',
    load: async () => (await import('./administration/pool.ts')).addPoolCommands,
  },
  {
    name: 'secret',
    description: 'Set and delete secrets, which tasks get by name and nobody can read back',
    load: async () => (await import('./administration/secret.ts')).addSecretCommands,
  },
  {
    name: 'connection',
    description: 'Set, test and delete connections, by which tasks reach services',
    load: async () => (await import('./administration/connection.ts')).addConnectionCommands,
  },
  {
    name: 'workflow',
    alias: 'wf',
    description: 'Upload, list and show workflows',
    load: async () => (await import('./workflow/workflow.ts')).addWorkflowCommands,
  },
  {
    name: 'workflow-execution',
    alias: 'ex',
    description: 'Start, stop and watch executions of workflows',
    load: async () => (await import('./execution/workflow-execution.ts')).addWorkflowExecutionCommands,
  },
  {
    name: 'task-execution',
    alias: 'task',
    description: 'Show runs of tasks and their logs, and start or stop tasks',
    load: async () => (await import('./task/task-execution.ts')).addTaskExecutionCommands,
  },
  {
    name: 'approval',
    description: 'List the tasks that wait for an answer, and answer them',
    load: async () => (await import('./approval/approval.ts')).addApprovalCommands,
  },
  {
    name: 'artifact',
    description: 'Inside a task: leave files, and read those of other tasks',
    load: async () => (await import('./task/artifact.ts')).addArtifactCommands,
  },
  {
    name: 'rule',
    description: 'List the rules of an execution, and switch them off and on',
    load: async () => (await import('./execution/rule.ts')).addRuleCommands,
  },
  {
    name: 'workflow-trigger',
    description: 'Start workflows on events',
    load: async () => (await import('./workflow/workflow-trigger.ts')).addWorkflowTriggerCommands,
  },
  {
    name: 'workflow-schedule',
    description: 'Start workflows on a schedule',
    load: async () => (await import('./workflow/workflow-schedule.ts')).addWorkflowScheduleCommands,
  },
  {
    name: 'backfill',
    description: 'List, pause and stop backfills: executions for past times of a schedule',
    load: async () => (await import('./backfill/backfill.ts')).addBackfillCommands,
  },
  {
    name: 'event',
    description: 'Send events, read them and listen to them',
    load: async () => (await import('./event/event.ts')).addEventCommands,
  },
  {
    name: 'dead-letter',
    description: 'List, retry and drop events that could not be processed',
    load: async () => (await import('./event/dead-letter.ts')).addDeadLetterCommands,
  },
  {
    name: 'token',
    description: 'Create, list and revoke tokens',
    load: async () => (await import('./administration/token.ts')).addTokenCommands,
  },
  {
    name: 'audit',
    description: 'List who changed what',
    load: async () => (await import('./administration/audit.ts')).addAuditCommands,
  },
  {
    name: 'config',
    description: 'Write and list the settings of the server',
    load: async () => (await import('./server/config.ts')).addConfigCommands,
  },
  {
    name: 'db',
    description: 'Create, back up, restore and reset the store of a home',
    load: async () => (await import('./server/db.ts')).addDbCommands,
  },
]

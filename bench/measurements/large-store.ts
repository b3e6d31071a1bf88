import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AIFlowClient } from '@aiflow/sdk/client'
import { LARGE, namespaceOf } from '../large-store/fill-store.ts'
import { stageLargeStore } from '../large-store/stage-large-store.ts'
import type { Measurement, Row } from '../measurement.ts'
import { cpuSecondsOf } from '../stage/processes.ts'
import type { Stage } from '../stage/stage.ts'

const IDLE_SECONDS = 10
const AIM_MS = 50

type Question = (client: AIFlowClient, sample: number) => Promise<unknown>

const anyExecution = (sample: number) => ((sample * 7919) % LARGE.executions) + 1
const anyWorkflow = (sample: number) => ((sample * 613) % LARGE.workflows) + 1
const anyTime = (sample: number) => new Date(Date.now() - (sample % 300) * 3_600_000).toISOString()

/** The most frequent requests of users, over the whole store. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  'list workflows': (client) => client.workflows.list(),
  'list workflows with their newest executions': (client) => client.workflows.list({ recent: 20 }),
  'list workflows by a part of the name': (client, n) => client.workflows.list({ name: `-${anyWorkflow(n)}` }),
  'show a workflow': (client, n) => client.workflows.get(namespaceOf(anyWorkflow(n)), `workflow-${anyWorkflow(n)}`),
  'list executions': (client) => client.workflowExecutions.list(),
  'list executions of a namespace': (client, n) =>
    client.workflowExecutions.list({ namespace: namespaceOf(anyWorkflow(n)) }),
  'list executions of a workflow': (client, n) =>
    client.workflowExecutions.list({ namespace: namespaceOf(anyWorkflow(n)), workflow: `workflow-${anyWorkflow(n)}` }),
  'list executions by status': (client) => client.workflowExecutions.list({ status: 'FAILED' }),
  'list executions by a rare status': (client) => client.workflowExecutions.list({ status: 'STOPPED' }),
  'list executions of a workflow by a rare status': (client) =>
    client.workflowExecutions.list({ namespace: namespaceOf(1), workflow: 'workflow-1', status: 'STOPPED' }),
  'list executions of a namespace by a rare status': (client, n) =>
    client.workflowExecutions.list({ namespace: namespaceOf(anyWorkflow(n)), status: 'RUNNING' }),
  'list executions by a rare type': (client) => client.workflowExecutions.list({ type: 'EVENT' }),
  'list executions by a common status and a rare type': (client) =>
    client.workflowExecutions.list({ status: 'SUCCESS', type: 'EVENT' }),
  'list executions of a workflow of no known namespace': (client, n) =>
    client.workflowExecutions.list({ workflow: `workflow-${anyWorkflow(n)}`, status: 'FAILED' }),
  'list executions by time': (client, n) =>
    client.workflowExecutions.list({ beginAfter: anyTime(n + 1), beginBefore: anyTime(n) }),
  'show an execution': (client, n) => client.workflowExecutions.get(anyExecution(n)),
  'list task executions': (client, n) => client.taskExecutions.list(anyExecution(n)),
  'list verdicts': (client, n) => client.workflowExecutions.verdicts(anyExecution(n)),
  'list the newest events': (client) => client.events.list({ newestFirst: true }),
  'list events by key': (client, n) => client.events.list({ key: `data-${n % 1000}` }),
  'list events by a rare key': (client, n) => client.events.list({ key: `none-${n}`, newestFirst: true }),
  'list events of a namespace': (client, n) => client.events.list({ namespace: namespaceOf(anyWorkflow(n)) }),
  'list events of a namespace without any': (client) => client.events.list({ namespace: 'default', newestFirst: true }),
  'list events by sender': (client, n) => client.events.list({ sender: `sender-${anyExecution(n) % 50_000}` }),
  'list events by a rare kind': (client) => client.events.list({ kind: 'timer' }),
  'list events of an execution': (client, n) => client.events.list({ workflowExecutionId: anyExecution(n) }),
  'find the offset of a time': (client, n) => client.events.offsetOf(anyTime(n)),
  'list dead letters': (client) => client.deadLetters.list(),
  'list the audit': (client) => client.server.audit(),
}

/** Lists and resources with months of history in the store, and the load of an idle server on it. */
export const largeStore: Measurement = {
  name: 'large-store',
  workflows: [],
  async run(stage, { samples }): Promise<readonly Row[]> {
    await stageLargeStore(stage)
    const rows: Row[] = []
    for (const [label, ask] of Object.entries(QUESTIONS)) {
      const times = await timesOf(stage.client, ask, samples)
      rows.push({ label: `large store: ${label}`, unit: 'ms', better: 'lower', aim: AIM_MS, samples: times })
    }
    return [...rows, ...(await measureIdle(stage))]
  },
}

async function timesOf(client: AIFlowClient, ask: Question, samples: number): Promise<number[]> {
  const times: number[] = []
  for (let sample = 0; sample < samples; sample += 1) {
    const before = performance.now()
    await ask(client, sample)
    times.push(performance.now() - before)
  }
  return times
}

async function measureIdle(stage: Stage): Promise<Row[]> {
  const [pid = 0] = stage.processes().server
  const before = { cpu: cpuSecondsOf(pid), wakes: wakesOf(pid) }
  await sleep(IDLE_SECONDS * 1000)
  const cpu = ((cpuSecondsOf(pid) - before.cpu) / IDLE_SECONDS) * 100
  const wakes = (wakesOf(pid) - before.wakes) / IDLE_SECONDS
  const row = { better: 'lower', aim: null } as const
  return [
    { ...row, label: 'large store: CPU of the idle server', unit: '% of a core', samples: [cpu] },
    { ...row, label: 'large store: wake-ups of the idle server', unit: '/s', samples: [wakes] },
  ]
}

/** How often the main thread went to sleep: a server that polls does so again and again. */
function wakesOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1])
}

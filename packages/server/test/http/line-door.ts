import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import type { Access } from '../../src/access/access.ts'
import type { Caller } from '../../src/requests/callers/caller.ts'
import { checkPermission, type Permission } from '../../src/requests/callers/permissions.ts'
import { checkSubject, ownNamespaceOf, type Subject } from '../../src/requests/callers/scopes.ts'
import { carryOut } from '../../src/requests/carry-out.ts'
import type { RequestDependencies } from '../../src/requests/dependencies.ts'
import { listEvents } from '../../src/requests/events/list-events.ts'
import { readExecution } from '../../src/requests/executions/execution-detail.ts'
import { rulesOf } from '../../src/requests/executions/rules-of-execution.ts'

type Dependencies = Pick<RequestDependencies, 'controls' | 'live' | 'storage'> & { readonly access: Access }

interface Verb {
  readonly permission: Permission
  subject(argument: string): Subject
  answer(dependencies: Dependencies, argument: string, caller: Caller): Promise<unknown>
}

const VERBS: Readonly<Record<string, Verb>> = {
  execution: {
    permission: 'viewer',
    subject: execution,
    answer: (dependencies, id) => readExecution(dependencies, numberOf(id), { withTasks: true }),
  },
  rules: { permission: 'viewer', subject: execution, answer: ({ storage }, id) => rulesOf(storage, numberOf(id)) },
  events: {
    permission: 'viewer',
    subject: (namespace) => (namespace === '' ? { type: 'none' } : { type: 'namespaces', names: [namespace] }),
    answer: ({ storage }, asked, { identity }) => {
      const namespace = asked === '' ? ownNamespaceOf(identity) : asked
      const page = { beginOffset: 0, limit: 100, newestFirst: false, all: false }
      return listEvents(storage, { namespace, ...page }, identity)
    },
  },
  stop: {
    permission: 'operator',
    subject: execution,
    answer: ({ controls }, id, caller) =>
      carryOut(controls, { request: { type: 'stopExecution', workflowExecutionId: numberOf(id) } }, caller),
  },
}

/** A door beside HTTP: each line is a token, a verb and an argument, and is answered with a line of JSON. */
export function openLineDoor(dependencies: Dependencies): Server {
  return createServer((socket) => {
    serve(dependencies, socket).catch(() => socket.destroy())
  })
}

async function serve(dependencies: Dependencies, socket: Socket): Promise<void> {
  for await (const line of createInterface({ input: socket })) {
    socket.write(`${JSON.stringify(await answer(dependencies, line))}\n`)
  }
}

async function answer(dependencies: Dependencies, line: string): Promise<unknown> {
  const [token = '', name = '', argument = ''] = line.split(' ')
  const verb = VERBS[name]
  if (verb === undefined) return { error: 'NO_SUCH_VERB' }
  try {
    const identity = dependencies.access.identify(`Bearer ${token}`)
    checkPermission(identity, verb.permission)
    await checkSubject(verb.subject(argument), identity, dependencies.storage)
    return { ok: await verb.answer(dependencies, argument, { identity }) }
  } catch (error) {
    if (isAIFlowError(error)) return { error: error.code }
    throw error
  }
}

function execution(id: string): Subject {
  return { type: 'execution', id: numberOf(id) }
}

function numberOf(text: string): number {
  return parseWholeNumber(text, 1) ?? 0
}

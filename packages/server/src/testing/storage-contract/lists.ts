import type { TaskStatus, WorkflowStatus } from '@aiflow/sdk/internal/model'
import { describe, expect, test } from 'vitest'
import { deadLetterRow, executionRow, scheduleRow, taskRow, triggerRow, verdictRow, workflowRow } from '../rows.ts'
import { type CreateStore, readPages, type StoreSession, withStore } from './store-session.ts'

export function describeLists(create: CreateStore): void {
  describe('lists for people', () => {
    test('workflows are paged in the order of their names, in one namespace or in all', () =>
      withStore(create, pageWorkflows))
    test('workflow executions are paged newest first, with every filter ANDed', () =>
      withStore(create, pageWorkflowExecutions))
    test('the newest executions of some workflows are read at once', () => withStore(create, listRecentExecutions))
    test('rows that are added while a list is paged neither repeat nor hide another row', () =>
      withStore(create, pageWhileWriting))
    test('task executions are paged newest first, all of them or those of a task', () =>
      withStore(create, pageTaskExecutions))
    test('what lives and what failed is found over all executions, newest first', () =>
      withStore(create, findTaskExecutions))
    test('executions are counted by the time they began and by status', () => withStore(create, countExecutions))
    test('triggers and schedules are filtered by namespace and workflow', () => withStore(create, listDefinitions))
    test('verdicts are paged newest first, by lane and task', () => withStore(create, pageVerdicts))
    test('counts of "not met" add up per rule and lane', () => withStore(create, addUpNotMet))
    test('dead letters are paged newest first', () => withStore(create, pageDeadLetters))
    test('the result of a control event is found by its offset', () => withStore(create, findControlResults))
    test('a cursor that is not valid for the list is refused', () => withStore(create, refuseForeignCursors))
  })
}

async function pageWorkflows(store: StoreSession): Promise<void> {
  const names = ['b/x', 'a/y', 'a/x', 'b/a', 'c/z'].map((path) => path.split('/'))
  const rows = names.map(([namespace = '', name = ''], index) => workflowRow({ id: index + 1, namespace, name }))
  await store.commit({ workflows: { set: rows } })
  const pathsOf = (pages: (typeof rows)[]) => pages.map((page) => page.map((row) => `${row.namespace}/${row.name}`))
  const all = await readPages((page) => store.reader.workflows.list({}, page), 2)
  expect(pathsOf(all)).toEqual([['a/x', 'a/y'], ['b/a', 'b/x'], ['c/z']])
  const some = await readPages((page) => store.reader.workflows.list({ namespace: 'b' }, page), 1)
  expect(pathsOf(some)).toEqual([['b/a'], ['b/x']])
  expect(await store.reader.workflows.find('a', 'y')).toEqual(rows[1])
  expect(await store.reader.workflows.find('a', 'z')).toBeNull()
}

async function pageWorkflowExecutions(store: StoreSession): Promise<void> {
  const rows = [
    executionRow({ id: 1, workflowName: 'w', type: 'EVENT' }),
    executionRow({ id: 2, workflowName: 'w', type: 'EVENT', status: 'FAILED', endTime: 7 }),
    executionRow({ id: 3, workflowName: 'w', namespace: 'other', type: 'EVENT' }),
    executionRow({ id: 4, workflowName: 'v', type: 'EVENT' }),
    executionRow({ id: 5, workflowName: 'w', type: 'MANUAL' }),
    executionRow({ id: 6, workflowName: 'w', type: 'EVENT' }),
  ]
  await store.commit({ workflowExecutions: { set: rows } })
  const idsOf = async (filter: Parameters<typeof store.reader.executions.list>[0]) => {
    const pages = await readPages((page) => store.reader.executions.list(filter, page), 2)
    return pages.flat().map(({ id }) => id)
  }
  expect(await idsOf({})).toEqual([6, 5, 4, 3, 2, 1])
  expect(await idsOf({ namespace: 'default' })).toEqual([6, 5, 4, 2, 1])
  expect(await idsOf({ workflow: 'w' })).toEqual([6, 5, 3, 2, 1])
  expect(await idsOf({ status: 'FAILED' })).toEqual([2])
  expect(await idsOf({ type: 'EVENT' })).toEqual([6, 4, 3, 2, 1])
  expect(await idsOf({ namespace: 'default', workflow: 'w', status: 'RUNNING', type: 'EVENT' })).toEqual([6, 1])
  expect(await store.reader.executions.find(2)).toEqual(rows[1])
  expect(await store.reader.executions.find(9)).toBeNull()
}

async function listRecentExecutions(store: StoreSession): Promise<void> {
  const rows = [
    executionRow({ id: 1, workflowName: 'w', status: 'SUCCESS', beginTime: 3, endTime: 5 }),
    executionRow({ id: 2, workflowName: 'w', status: 'FAILED', beginTime: 4, endTime: 7 }),
    executionRow({ id: 3, workflowName: 'w', namespace: 'other' }),
    executionRow({ id: 4, workflowName: 'w', status: 'RUNNING', beginTime: 6 }),
  ]
  await store.commit({ workflowExecutions: { set: rows } })
  const names = ['w', 'unknown'].map((name) => ({ namespace: 'default', name }))
  expect(await store.reader.executions.recent(names, 2)).toEqual([
    [
      { id: 4, status: 'RUNNING', beginTime: 6, endTime: null },
      { id: 2, status: 'FAILED', beginTime: 4, endTime: 7 },
    ],
    [],
  ])
}

async function pageWhileWriting(store: StoreSession): Promise<void> {
  await store.commit({ workflowExecutions: { set: [1, 2, 3, 4].map((id) => executionRow({ id })) } })
  const first = await store.reader.executions.list({}, { limit: 2 })
  await store.commit({
    workflowExecutions: { set: [executionRow({ id: 5 }), executionRow({ id: 4, status: 'FAILED' })] },
  })
  const second = await store.reader.executions.list({}, { limit: 2, cursor: first.next ?? '' })
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([4, 3, 2, 1])
  expect(second.next).toBeNull()
}

async function findTaskExecutions(store: StoreSession): Promise<void> {
  const executions = [
    executionRow({ id: 1, workflowName: 'w' }),
    executionRow({ id: 2, namespace: 'b', workflowName: 'v' }),
  ]
  const row = (id: number, workflowExecutionId: number, status: TaskStatus, endTime: number | null) =>
    taskRow({ id, workflowExecutionId, taskName: `t${id}`, status, endTime })
  const rows = [row(1, 1, 'RUNNING', null), row(2, 2, 'RETRYING', null), row(3, 1, 'FAILED', 7), row(4, 2, 'FAILED', 8)]
  await store.commit({
    workflowExecutions: { set: executions },
    taskExecutions: { set: [...rows, row(5, 1, 'SUCCESS', 9)] },
  })
  const find = async (search: Parameters<typeof store.reader.tasks.search>[0]) => {
    const pages = await readPages((page) => store.reader.tasks.search(search, page), 1)
    return pages.flat().map(({ namespace, workflowName, taskName }) => `${namespace}/${workflowName}/${taskName}`)
  }
  expect(await find({ state: 'living' })).toEqual(['b/v/t2', 'default/w/t1'])
  expect(await find({ state: 'failed' })).toEqual(['b/v/t4', 'default/w/t3'])
  expect(await find({ state: 'failed', namespace: 'default' })).toEqual(['default/w/t3'])
  expect(await find({ state: 'living', workflow: 'v' })).toEqual(['b/v/t2'])
}

async function countExecutions(store: StoreSession): Promise<void> {
  const row = (id: number, beginTime: number, status: WorkflowStatus) => executionRow({ id, beginTime, status })
  const rows = [row(1, 100, 'SUCCESS'), row(2, 199, 'FAILED'), row(3, 200, 'SUCCESS'), row(4, 299, 'SUCCESS')]
  const elsewhere = executionRow({ id: 5, beginTime: 299, namespace: 'b', workflowName: 'v', status: 'RUNNING' })
  await store.commit({ workflowExecutions: { set: [...rows, elsewhere, row(6, 300, 'SUCCESS')] } })
  const count = (filter: Parameters<typeof store.reader.executions.count>[0]) =>
    store.reader.executions.count(filter, [100, 200, 300])
  expect(await count({})).toEqual([
    { SUCCESS: 1, FAILED: 1 },
    { SUCCESS: 2, RUNNING: 1 },
  ])
  expect(await count({ namespace: 'b' })).toEqual([{}, { RUNNING: 1 }])
  expect(await count({ workflow: 'v' })).toEqual([{}, { RUNNING: 1 }])
  expect(await store.reader.executions.count({}, [300, 400])).toEqual([{ SUCCESS: 1 }])
}

async function pageTaskExecutions(store: StoreSession): Promise<void> {
  const row = (id: number, taskName: string, sequenceNumber: number) => taskRow({ id, taskName, sequenceNumber })
  const rows = [row(1, 'a', 1), row(2, 'b', 1), row(3, 'a', 2), row(4, 'a', 3), row(5, 'b', 2)]
  const other = taskRow({ id: 6, workflowExecutionId: 2, taskName: 'a', sequenceNumber: 1 })
  await store.commit({ taskExecutions: { set: [...rows, other] } })
  const idsOf = async (task?: string) => {
    const filter = { workflowExecutionId: 1, task }
    const pages = await readPages((page) => store.reader.tasks.list(filter, page), 2)
    return pages.map((page) => page.map(({ id }) => id))
  }
  expect(await idsOf()).toEqual([[5, 4], [3, 2], [1]])
  expect(await idsOf('a')).toEqual([[4, 3], [1]])
  const ended = { ...row(4, 'a', 3), status: 'SUCCESS' as const, outcome: { type: 'success' as const, output: [1] } }
  await store.commit({ taskExecutions: { set: [ended] } })
  const name = { workflowExecutionId: 1, task: 'a', sequenceNumber: 3 }
  expect(await store.reader.tasks.find(name)).toEqual(ended)
  expect(await store.reader.tasks.find({ ...name, sequenceNumber: 4 })).toBeNull()
}

async function listDefinitions(store: StoreSession): Promise<void> {
  const places = [
    { namespace: 'n', workflowName: 'w' },
    { namespace: 'n', workflowName: 'v' },
    { namespace: 'm', workflowName: 'w' },
  ]
  const triggers = places.map((place, index) => triggerRow({ id: index + 1, ...place }))
  const schedules = places.map((place, index) => scheduleRow({ id: index + 1, ...place }))
  await store.commit({ triggers: { set: triggers }, schedules: { set: schedules } })
  const cases = [
    [{}, [0, 1, 2]],
    [{ namespace: 'n' }, [0, 1]],
    [{ workflow: 'w' }, [0, 2]],
    [{ namespace: 'n', workflow: 'w' }, [0]],
  ] as const
  for (const [filter, found] of cases) {
    expect(await store.reader.triggers.findAll(filter)).toEqual(found.map((index) => triggers[index]))
    expect(await store.reader.schedules.findAll(filter)).toEqual(found.map((index) => schedules[index]))
  }
}

async function pageVerdicts(store: StoreSession): Promise<void> {
  const rows = [
    verdictRow({ id: 1 }),
    verdictRow({ id: 2, task: 'other', verdict: 'overruled', reason: 'r', resultId: null }),
    verdictRow({ id: 3, lane: 'workflow:1', task: null, action: null }),
    verdictRow({ id: 4, verdict: 'failed', action: 'STOP' }),
  ]
  await store.commit({ verdicts: rows })
  const pages = await readPages((page) => store.reader.verdicts.list({ lane: 'execution:1' }, page), 2)
  expect(pages).toEqual([[rows[3], rows[1]], [rows[0]]])
  const ofTask = await store.reader.verdicts.list({ lane: 'execution:1', task: 'other' }, { limit: 5 })
  expect(ofTask).toEqual({ items: [rows[1]], next: null })
  expect((await store.reader.verdicts.list({ lane: 'workflow:1' }, { limit: 5 })).items).toEqual([rows[2]])
}

async function addUpNotMet(store: StoreSession): Promise<void> {
  const row = { lane: 'execution:1' as const, task: 'a', rule: 'r', count: 2, lastOffset: 5, reason: 'first' }
  const ofWorkflow = { ...row, lane: 'workflow:1' as const, task: null }
  await store.commit({ notMet: [row, { ...row, task: 'b' }, { ...row, task: null }, ofWorkflow] })
  await store.commit({
    notMet: [
      { ...row, count: 3, lastOffset: 9, reason: 'last' },
      { ...ofWorkflow, count: 1 },
    ],
  })
  const last = { ...row, count: 5, lastOffset: 9, reason: 'last' }
  expect(await store.reader.verdicts.notMet({ lane: 'execution:1', task: 'a' })).toEqual([last])
  const all = await store.reader.verdicts.notMet({ lane: 'execution:1' })
  expect(all.toSorted((a, b) => (a.task ?? '').localeCompare(b.task ?? ''))).toEqual([
    { ...row, task: null },
    last,
    { ...row, task: 'b' },
  ])
  expect(await store.reader.verdicts.notMet({ lane: 'workflow:1' })).toEqual([{ ...ofWorkflow, count: 3 }])
}

async function pageDeadLetters(store: StoreSession): Promise<void> {
  const ofStep = { source: 'step' as const, workflowExecutionId: null, workflowName: null, task: null, rule: null }
  const rows = [deadLetterRow({ id: 1 }), deadLetterRow({ id: 2, ...ofStep }), deadLetterRow({ id: 3 })]
  await store.commit({ deadLetters: { added: rows } })
  const pages = await readPages((page) => store.reader.deadLetters.list(page), 2)
  const [first, second, third] = rows.map(({ context: _context, ...listed }) => listed)
  expect(pages).toEqual([[third, second], [first]])
  expect(await store.reader.deadLetters.find(2)).toEqual(rows[1])
  expect(await store.reader.deadLetters.count()).toBe(3)
  expect(await store.reader.deadLetters.countUpTo(3)).toBe(3)
  expect(await store.reader.deadLetters.countUpTo(2)).toBeNull()
  const tried = { id: 1, error: 'again', tries: 2, lastTryTime: 99, retryOffset: 7 }
  await store.commit({ deadLetters: { tried: [tried, { ...tried, id: 9 }], deleted: [2, 3] } })
  expect((await store.reader.deadLetters.list({ limit: 10 })).items).toEqual([{ ...first, ...tried }])
}

async function findControlResults(store: StoreSession): Promise<void> {
  await store.commit({
    controlResults: [
      { offset: 4, result: { workflowExecutionId: 1 } },
      { offset: 5, result: null },
    ],
  })
  expect(await store.reader.requests.result(4)).toEqual({ result: { workflowExecutionId: 1 } })
  expect(await store.reader.requests.result(5)).toEqual({ result: null })
  expect(await store.reader.requests.result(6)).toBeNull()
}

async function refuseForeignCursors(store: StoreSession): Promise<void> {
  const ofNames = Buffer.from('["a","b"]').toString('base64url')
  for (const cursor of ['', 'x', ofNames, Buffer.from('[1.5]').toString('base64url')]) {
    const list = store.reader.deadLetters.list({ limit: 1, cursor })
    await expect(list).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  }
  const ofIds = store.reader.workflows.list({}, { limit: 1, cursor: Buffer.from('[1]').toString('base64url') })
  await expect(ofIds).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
}

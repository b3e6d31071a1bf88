import { SqliteSchedulerStorage } from '../storage/sqlite/sqlite-scheduler-storage.ts'
import { commitRow, eventRow, NO_COUNTERS, taskRow } from './rows.ts'

/*
 * A program that commits until it is killed. Each commit has some events, each with a task execution of the same number.
 * After each commit it prints the last offset, so everything up to a printed offset was acknowledged.
 */
const EVENTS_PER_COMMIT = 50

const [path = ''] = process.argv.slice(2)
const storage = new SqliteSchedulerStorage({ path })
await storage.open()
const { epoch, counters } = await storage.load()
let lastOffset = counters.lastOffset
for (;;) {
  const offsets = Array.from({ length: EVENTS_PER_COMMIT }, (_, index) => lastOffset + index + 1)
  const expectedOffset = lastOffset
  lastOffset += EVENTS_PER_COMMIT
  await storage.commit(
    commitRow({
      epoch,
      expectedOffset,
      counters: { ...NO_COUNTERS, lastOffset, taskExecution: lastOffset },
      events: offsets.map((offset) => eventRow({ offset, idempotencyKey: `key-${offset}`, value: 'x'.repeat(500) })),
      taskExecutions: { set: offsets.map((offset) => taskRow({ id: offset, startOffset: offset })) },
    }),
  )
  process.stdout.write(`${lastOffset}\n`)
}

import { Condition, type Context, type Event, TaskExecutionKey, ValueStateDescriptor } from '@aiflow/sdk'

export const RECORD = 'record'

/** How many records each producer has sent. */
const COUNTS = new ValueStateDescriptor<Readonly<Record<string, number>>>('records-by-producer')

/** Met once: when all producers together have sent so many records. */
export class RecordCount extends Condition {
  readonly #wanted: number

  constructor(wanted: number) {
    super([RECORD])
    this.#wanted = wanted
  }

  override async isMet({ sender }: Event, context: Context): Promise<boolean> {
    const producer = sender === null ? 'unknown' : TaskExecutionKey.parse(sender).taskName
    const state = context.getState(COUNTS)
    const counts = state.value() ?? {}
    await state.update({ ...counts, [producer]: (counts[producer] ?? 0) + 1 })
    const before = Object.values(counts).reduce((sum, count) => sum + count, 0)
    return before + 1 === this.#wanted
  }
}

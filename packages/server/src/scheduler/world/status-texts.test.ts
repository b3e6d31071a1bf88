import { TaskStatus } from '@aiflow/sdk/internal/model'
import { fromStatusRuns } from '@aiflow/sdk/internal/worker-protocol'
import { expect, test } from 'vitest'
import { StatusTexts } from './status-texts.ts'

test.each([0, 1, 255, 256, 257, 1000])('the text of %i statuses follows each change', (count) => {
  const names = Array.from({ length: count }, (_, index) => `task-${index}`)
  const statuses: (TaskStatus | null)[] = names.map(() => null)
  const texts = new StatusTexts(statuses)
  const read = () => [...fromStatusRuns(texts.runs, names).values()]
  expect(read()).toEqual(statuses)
  for (const place of [0, 254, 255, 256, 999].filter((each) => each < count)) {
    statuses[place] = TaskStatus.RUNNING
    texts.set(place, TaskStatus.RUNNING)
    expect(read()).toEqual(statuses)
  }
})

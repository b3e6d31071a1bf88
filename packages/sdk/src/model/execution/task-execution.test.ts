import { describe, expect, test } from 'vitest'
import { TaskExecution, TaskExecutionKey } from '../../index.ts'

describe('TaskExecution', () => {
  test('is INIT and has no dates and no id until it is told', () => {
    const execution = new TaskExecution({
      workflowExecutionId: 7,
      taskName: 'train',
      sequenceNumber: 2,
      executionType: 'EVENT',
    })
    expect({ ...execution }).toEqual({
      workflowExecutionId: 7,
      taskName: 'train',
      sequenceNumber: 2,
      executionType: 'EVENT',
      beginDate: null,
      endDate: null,
      status: 'INIT',
      id: null,
    })
  })

  test('keeps what it is given and knows its key', () => {
    const beginDate = new Date(1000)
    const endDate = new Date(2000)
    const execution = new TaskExecution({
      workflowExecutionId: 7,
      taskName: 'train',
      sequenceNumber: 3,
      executionType: 'MANUAL',
      beginDate,
      endDate,
      status: 'SUCCESS',
      id: 41,
    })
    expect(execution).toMatchObject({ beginDate, endDate, status: 'SUCCESS', id: 41 })
    expect(execution.key.toString()).toBe('7/train/3')
  })
})

describe('TaskExecutionKey', () => {
  test('prints as execution, task and sequence number, and is parsed back', () => {
    const key = new TaskExecutionKey(7, 'model.train-1', 12)
    expect(`${key}`).toBe('7/model.train-1/12')
    expect(TaskExecutionKey.parse('7/model.train-1/12')).toEqual(key)
  })

  test.each([
    '',
    '7',
    '7/train',
    '7/train/0',
    '7/train/01',
    '07/train/1',
    '7/tr ain/1',
    '7/../1',
    'x/train/1',
    '7/train/1/2',
    ' 7/train/1',
  ])('refuses the text "%s"', (text) => {
    expect(() => TaskExecutionKey.parse(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(`"${text}"`) }),
    )
  })
})

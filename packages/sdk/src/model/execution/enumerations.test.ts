import { describe, expect, test } from 'vitest'
import { ExecutionType, isAlive, isFinished, TaskAction, TaskStatus, WorkflowStatus } from '../../index.ts'

describe('enumerations', () => {
  test.each([
    ['TaskAction', TaskAction, ['START', 'RESTART', 'STOP']],
    ['ExecutionType', ExecutionType, ['MANUAL', 'EVENT', 'PERIODIC']],
    ['TaskStatus', TaskStatus, ['INIT', 'QUEUED', 'RUNNING', 'SUCCESS', 'FAILED', 'STOPPING', 'STOPPED', 'RETRYING']],
    ['WorkflowStatus', WorkflowStatus, ['INIT', 'RUNNING', 'SUCCESS', 'FAILED', 'STOPPED']],
  ])('%s has the members of the reference, each its own value, and is frozen', (_name, enumeration, members) => {
    expect(Object.keys(enumeration)).toEqual(members)
    expect(Object.values(enumeration)).toEqual(members)
    expect(enumeration.values).toEqual(members)
    expect(Object.isFrozen(enumeration)).toBe(true)
  })

  test('a task is finished in SUCCESS, FAILED and STOPPED and alive otherwise', () => {
    expect(TaskStatus.values.filter(isFinished)).toEqual(['SUCCESS', 'FAILED', 'STOPPED'])
    expect(TaskStatus.values.filter(isAlive)).toEqual(['INIT', 'QUEUED', 'RUNNING', 'STOPPING', 'RETRYING'])
  })

  test('a name is read from text exactly as it is written', () => {
    expect(TaskStatus.parse('SUCCESS')).toBe(TaskStatus.SUCCESS)
    expect(WorkflowStatus.parse('STOPPED')).toBe(WorkflowStatus.STOPPED)
    expect(ExecutionType.parse('PERIODIC')).toBe(ExecutionType.PERIODIC)
    expect(TaskAction.parse('START')).toBe(TaskAction.START)
  })

  test.each(['success', ' SUCCESS', '', 'parse', 'values', 'constructor', null, 1])('%j is no task status', (text) => {
    const message = expect.stringContaining('is not a task status. Write one of INIT, QUEUED, ')
    expect(() => TaskStatus.parse(text as string)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message }),
    )
  })
})

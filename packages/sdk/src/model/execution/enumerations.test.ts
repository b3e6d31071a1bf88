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
    expect(Object.isFrozen(enumeration)).toBe(true)
  })

  test('a task is finished in SUCCESS, FAILED and STOPPED and alive otherwise', () => {
    expect(Object.values(TaskStatus).filter(isFinished)).toEqual(['SUCCESS', 'FAILED', 'STOPPED'])
    expect(Object.values(TaskStatus).filter(isAlive)).toEqual(['INIT', 'QUEUED', 'RUNNING', 'STOPPING', 'RETRYING'])
  })
})

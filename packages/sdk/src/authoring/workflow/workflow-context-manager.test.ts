import { afterEach, describe, expect, test, vi } from 'vitest'
import { BashOperator, Workflow, WorkflowContextManager } from '../../index.ts'

describe('WorkflowContextManager', () => {
  afterEach(() => void WorkflowContextManager.popContextManagedWorkflow())

  test('there is no workflow outside of a definition', () => {
    expect(WorkflowContextManager.getCurrentWorkflow()).toBeNull()
    expect(WorkflowContextManager.popContextManagedWorkflow()).toBeNull()
  })

  test('the callback of a workflow sees its workflow as the current one, and leaves none behind', () => {
    let seen: Workflow | null = null
    const workflow = new Workflow({ name: 'w' }, () => {
      seen = WorkflowContextManager.getCurrentWorkflow()
    })
    expect(seen).toBe(workflow)
    expect(WorkflowContextManager.getCurrentWorkflow()).toBeNull()
  })

  test('a callback that throws leaves no workflow behind', () => {
    const define = () => {
      throw new Error('broken')
    }
    expect(() => new Workflow({ name: 'w' }, define)).toThrow('broken')
    expect(WorkflowContextManager.getCurrentWorkflow()).toBeNull()
  })

  test('between push and pop operators become tasks of the pushed workflow', () => {
    const workflow = new Workflow({ name: 'w' })
    WorkflowContextManager.pushContextManagedWorkflow(workflow)
    new BashOperator({ name: 'a', command: 'true' })
    expect(WorkflowContextManager.popContextManagedWorkflow()).toBe(workflow)
    expect([...workflow.tasks.keys()]).toEqual(['a'])
  })

  test('pushing a second workflow is refused', () => {
    const [first, second] = [new Workflow({ name: 'one' }), new Workflow({ name: 'two' })]
    WorkflowContextManager.pushContextManagedWorkflow(first)
    expect(() => WorkflowContextManager.pushContextManagedWorkflow(second)).toThrow(
      expect.objectContaining({ code: 'NESTED_WORKFLOW' }),
    )
    expect(WorkflowContextManager.getCurrentWorkflow()).toBe(first)
  })

  test('the current workflow is shared with other copies of the SDK', async () => {
    vi.resetModules()
    const copy = await import('../operators/bash-operator.ts')
    expect(copy.BashOperator).not.toBe(BashOperator)
    const workflow = new Workflow({ name: 'w' }, () => void new copy.BashOperator({ name: 'a', command: 'true' }))
    expect(workflow.toDefinition().tasks).toMatchObject([{ name: 'a', operator: { type: 'bash' } }])
  })
})

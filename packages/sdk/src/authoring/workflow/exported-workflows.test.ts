import { expect, it } from 'vitest'
import { BashOperator } from '../operators/bash-operator.ts'
import { exportedWorkflows } from './exported-workflows.ts'
import { Workflow } from './workflow.ts'

const workflow = (name: string) => new Workflow({ name }, () => void new BashOperator({ name: 'a', command: 'true' }))

it('finds the workflows of a module under any name, each once', () => {
  const [one, other] = [workflow('one'), workflow('other')]
  expect(exportedWorkflows({ one, again: one, default: other, text: 'no', nothing: null })).toEqual([one, other])
})

it('finds what a module of CommonJS exports', () => {
  const one = workflow('one')
  expect(exportedWorkflows({ default: { one, text: 'no' } })).toEqual([one])
  expect(exportedWorkflows({ default: one })).toEqual([one])
  expect(exportedWorkflows({ default: null })).toEqual([])
})

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { metricNames, metricsIn, Prometheus, promtool } from './support/prometheus.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = `${ROOT}/deploy/prometheus`
const rules = readFileSync(`${FOLDER}/aiflow-rules.yml`, 'utf8')
const tests = readFileSync(`${FOLDER}/aiflow-rules.test.yml`, 'utf8')
const runbook = readFileSync(`${ROOT}/docs/how-to/runbook.md`, 'utf8')
const dashboard = JSON.parse(readFileSync(`${ROOT}/deploy/grafana/aiflow.json`, 'utf8'))
const alerts = [...rules.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name = '']) => name)

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string; readonly refId: string; readonly legendFormat: string }[]
}

const panels: readonly Panel[] = dashboard.panels
const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))

const home = new AIFlowHome()
const prometheus = new Prometheus()

beforeAll(async () => {
  await home.start()
  await prometheus.start(home, `${FOLDER}/aiflow-rules.yml`)
})

afterAll(async () => {
  await prometheus.remove()
  await home.remove()
})

it('the rules are valid, and each fires after its fault and not before', async () => {
  expect(await promtool(FOLDER, 'check', 'rules', 'aiflow-rules.yml')).toContain(
    `SUCCESS: ${alerts.length} rules found`,
  )
  expect(await promtool(FOLDER, 'test', 'rules', 'aiflow-rules.test.yml')).toContain('SUCCESS')
  expect([...tests.matchAll(/^ {2}- name: (\w+)$/gm)].map(([, name]) => name)).toEqual(alerts)
})

it('a Prometheus that is set up as documented evaluates every rule', async () => {
  await expect.poll(async () => new Set((await prometheus.alerts()).values())).toEqual(new Set(['ok']))
  expect([...(await prometheus.alerts()).keys()].sort()).toEqual([...alerts].sort())
})

it('the rules and the dashboard use metrics that a server has', async () => {
  const known = await metricNames(home)
  expect(metricsIn(rules).filter((name) => !known.has(name))).toEqual([])
  expect(expressions.flatMap(metricsIn).filter((name) => !known.has(name))).toEqual([])
})

it('the runbook has a section for each alert, in the same order, and the alert names it', () => {
  expect([...runbook.matchAll(/^## (AIFlow\w+)$/gm)].map(([, name]) => name)).toEqual(alerts)
  const anchors = [...rules.matchAll(/^ +runbook: docs\/how-to\/runbook\.md#(\w+)$/gm)].map(([, anchor]) => anchor)
  expect(anchors).toEqual(alerts.map((name) => name.toLowerCase()))
  for (const section of runbook.split(/^## AIFlow/m).slice(1))
    for (const part of ['**It means**', '**Look**', '**Do**', '**Do not**']) expect(section).toContain(part)
})

it('every expression of the dashboard can be evaluated', async () => {
  expect(expressions.length).toBeGreaterThan(30)
  for (const expression of expressions) {
    const filled = expression.replaceAll('$__rate_interval', '1m').replaceAll(/\$(job|instance)/g, '.*')
    expect({ expression, problem: await prometheus.problemOf(filled) }).toEqual({ expression, problem: null })
  }
})

it('the panels of the dashboard have ids, titles and places of their own', () => {
  expect(dashboard).toMatchObject({ uid: 'aiflow', title: 'AIFlow', schemaVersion: expect.any(Number) })
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
  const taken = new Map<string, string>()
  for (const { type, title, gridPos, targets = [] } of panels) {
    expect(type === 'row' ? targets.length : Math.min(targets.length, 1)).toBe(type === 'row' ? 0 : 1)
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect(x).toBeLessThan(24)
        expect(taken.get(`${x},${y}`)).toBeUndefined()
        taken.set(`${x},${y}`, title)
      }
  }
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Project } from '../project/project.ts'
import { ChosenServer, type ServerOptions } from './chosen-server.ts'
import { readConfig } from './config.ts'
import { ContextsFile } from './contexts-file.ts'

const userHome = mkdtempSync(join(tmpdir(), 'aiflow-home-'))
afterAll(() => rmSync(userHome, { recursive: true }))

const PROJECT: Project = {
  file: '/flows/aiflow.config.ts',
  folder: '/flows',
  workflows: null,
  start: [],
  files: [],
  external: [],
  namespace: 'flows',
  server: 'http://project:1',
  home: '/flows/home',
  port: null,
}

function chosen(variables: Record<string, string> = {}, options: ServerOptions = {}): ChosenServer {
  return new ChosenServer({ ...readConfig(variables), userHome }, options, PROJECT)
}

it('takes home, server and namespace of the project if nothing else names them', () => {
  const { home, namespace, contextsHome } = chosen()
  expect({ home, namespace, contextsHome }).toEqual({ home: '/flows/home', namespace: 'flows', contextsHome: userHome })
  expect(chosen().address()).toEqual({ url: 'http://project:1', token: null })
  expect(chosen({ AIFLOW_TOKEN: 'secret' }).address()).toEqual({ url: 'http://project:1', token: 'secret' })
})

it.each<[string, Record<string, string>, ServerOptions]>([
  ['an option', { AIFLOW_NAMESPACE: 'other' }, { server: 'http://named:2', namespace: 'named' }],
  ['a variable', { AIFLOW_SERVER_URL: 'http://named:2', AIFLOW_NAMESPACE: 'named', AIFLOW_TOKEN: 'secret' }, {}],
])('gives way to %s', (_what, variables, options) => {
  const server = chosen({ AIFLOW_TOKEN: 'secret', ...variables }, options)
  expect(server.namespace).toBe('named')
  expect(server.address()).toEqual({ url: 'http://named:2', token: 'secret' })
})

it('gives way to a home that is named, and to a context', () => {
  expect(chosen({ AIFLOW_HOME: '/named' }).home).toBe('/named')
  expect(chosen({}, { home: '/named' }).home).toBe('/named')
  expect(() => chosen({}, { home: '/named' }).address()).toThrow('No server is running for the home "/named"')
  expect(() => chosen({ AIFLOW_HOME: '/named' }).address()).toThrow('No server is running for the home "/named"')
  const context = { name: 'prod', server: 'http://prod:3', namespace: 'prod', tokenFile: null, tokenVariable: null }
  new ContextsFile(userHome).write({ current: null, contexts: [context] })
  for (const server of [chosen({ AIFLOW_CONTEXT: 'prod' }), chosen({}, { useContext: 'prod' })]) {
    expect(server.address()).toEqual({ url: 'http://prod:3', token: null })
    expect(server.namespace).toBe('prod')
  }
  expect(() => chosen({}, { useContext: 'home' }).address()).toThrow('No server is running for the home "/flows/home"')
})

it('names the configuration if its server is no address', () => {
  const server = new ChosenServer({ ...readConfig({}), userHome }, {}, { ...PROJECT, server: 'nonsense' })
  expect(() => server.address()).toThrow(
    '"server" in "/flows/aiflow.config.ts" is not valid: "nonsense" is not the URL of a server',
  )
})

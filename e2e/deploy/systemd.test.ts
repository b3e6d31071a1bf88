import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AIFlowClient, type ServerInfo } from '@aiflow/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'
import { Systemd } from './support/systemd.ts'

const UNITS = fileURLToPath(new URL('../../deploy/systemd/', import.meta.url))
const HOME = '/var/lib/aiflow/aiflow'
const SERVER = 'aiflow-server.service'
const WORKER = 'aiflow-worker.service'

const WORKFLOW = `
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'

export const lasting = new Workflow({ name: 'lasting' }, () => {
  new BashOperator({ name: 'command', command: 'echo $$ >/tmp/command; until [ -e /tmp/gate ]; do sleep 0.1; done' })
  new FunctionOperator({
    name: 'code',
    run: async () => {
      while (!existsSync('/tmp/gate')) await sleep(100)
      return process.pid
    },
  })
})
`

const machine = new Systemd()
/** Only a folder for files, and the command line outside. */
const outside = new AIFlowHome({ folder: mkdtempSync(join(tmpdir(), 'aiflow-outside-')) })
const client = new AIFlowClient({
  url: () => JSON.parse(machine.read(`${HOME}/server.json`)).url,
  token: () => machine.read(`${HOME}/token`).trim(),
  retry: { attempts: 10 },
})

beforeAll(async () => {
  await machine.start()
})

afterAll(async () => {
  await machine.remove()
  rmSync(outside.folder, { recursive: true, force: true })
})

function workerOtherThan(pid: number): Promise<ServerInfo['workers'][number]> {
  return waitFor('a worker that is connected', async () => {
    const { workers } = await client.server.info()
    return workers.find((worker) => worker.connected && worker.pid !== pid) ?? null
  })
}

describe('the units', () => {
  it('have no mistake that systemd finds', async () => {
    for (const name of readdirSync(UNITS).filter((name) => /\.(service|timer)$/.test(name)))
      expect(await machine.run('systemd-analyze', 'verify', '--man=no', `/etc/systemd/system/${name}`)).toBe('')
  })

  it('start a server that is ready when systemctl returns, and a worker, without being root', async () => {
    await machine.run('systemctl', 'start', SERVER)
    expect((await client.server.info()).pid).toBe(await machine.mainPid(SERVER))
    expect(await machine.run('systemctl', 'show', '--property=StatusText', SERVER)).toContain(
      'Ready at http://127.0.0.1:',
    )
    await machine.run('systemctl', 'start', WORKER)
    const { pid } = await workerOtherThan(0)
    expect(pid).toBe(await machine.mainPid(WORKER))
    expect(await machine.run('ps', '-o', 'user=', '-p', String(pid))).toBe('aiflow')
    expect(await machine.run('stat', '-c', '%a %U', '/var/lib/aiflow', HOME)).toBe('700 aiflow\n700 aiflow')
    expect(await machine.run('journalctl', '--unit', SERVER, '--output=cat')).toContain('"msg":"the server is ready"')
  })

  it('keep tasks running while the server and the worker are restarted', async () => {
    writeFileSync(join(outside.folder, 'lasting.ts'), WORKFLOW)
    outside.environment.AIFLOW_TOKEN = machine.read(`${HOME}/token`).trim()
    const { url } = JSON.parse(machine.read(`${HOME}/server.json`))
    await outside.must('--server', url, 'workflow', 'upload', 'lasting.ts')
    const { workflowExecutionId: id } = await client.workflows.startExecution('default', 'lasting')
    const running = async () => (await client.workflowExecutions.get(id)).tasks.map(({ latest }) => latest?.status)
    await waitUntil('both tasks to run', async () => (await running()).every((status) => status === 'RUNNING'))
    const command = machine.read('/tmp/command').trim()

    const server = await machine.mainPid(SERVER)
    await machine.run('systemctl', 'restart', SERVER)
    expect(await machine.mainPid(SERVER)).not.toBe(server)
    const { pid } = await workerOtherThan(0)

    await machine.run('systemctl', 'restart', WORKER)
    expect((await workerOtherThan(pid)).pid).toBe(await machine.mainPid(WORKER))
    expect(await running()).toEqual(['RUNNING', 'RUNNING'])
    // The very process that was there before.
    await machine.run('kill', '-0', command)

    await machine.run('touch', '/tmp/gate')
    await waitUntil('the end of the execution', async () => (await client.workflowExecutions.get(id)).endTime !== null)
    const { status, tasks } = await client.workflowExecutions.get(id)
    expect(status).toBe('SUCCESS')
    expect(tasks.map(({ latest }) => latest?.attemptNumber)).toEqual([1, 1])
  })

  it('start a server and a worker again that were killed', async () => {
    const server = await machine.killMain(SERVER)
    const worker = await machine.killMain(WORKER)
    expect((await workerOtherThan(worker)).pid).toBe(await machine.mainPid(WORKER))
    expect((await client.server.info()).pid).not.toBe(server)
  })

  it('make a backup of the running server, and keep as many as they are told to', async () => {
    await machine.write('/etc/aiflow/backup.env', 'BACKUPS_KEPT=2\n')
    for (let made = 0; made < 3; made += 1) await machine.run('systemctl', 'start', 'aiflow-backup.service')
    const kept = (await machine.run('ls', '/var/backups/aiflow')).split('\n')
    expect(kept).toHaveLength(2)
    const newest = `/var/backups/aiflow/${kept[1]}`
    expect(JSON.parse(machine.read(`${HOME}/last-backup.json`))).toEqual({ path: newest })

    await client.events.send({ key: 'after-the-backup' })
    await machine.run('systemctl', 'stop', SERVER)
    expect(await machine.run('aiflow', 'db', 'restore', newest, '--yes')).toContain(`Restored "${newest}".`)
    await machine.run('systemctl', 'start', SERVER)
    expect((await client.events.list({ key: 'after-the-backup' })).items).toEqual([])
    expect((await client.workflows.get('default', 'lasting')).name).toBe('lasting')
  })
})

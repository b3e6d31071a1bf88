import { execFileSync } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { Postgres } from '../support/postgres.ts'
import { S3Server } from '../support/s3-server.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url))
const PASSWORD = 'correct-horse/battery%staple'

const postgres = new Postgres()
const s3 = new S3Server()
let home: AIFlowHome

beforeAll(async () => {
  await postgres.start()
  postgres.query('CREATE TABLE orders (id int)')
  postgres.query('INSERT INTO orders VALUES (1), (2), (3)')
  postgres.addUser('app', PASSWORD)
  postgres.query('GRANT SELECT ON orders TO app')
  home = new AIFlowHome()
  await home.start()
  writeFileSync(join(home.folder, 'value'), PASSWORD)
  await home.must('secret', 'set', 'db', '--file', 'value')
  writeFileSync(join(home.folder, 'value'), home.token)
  await home.must('secret', 'set', 'api', '--file', 'value')
  await home.must('connection', 'set', 'warehouse', '--type', 'postgres', ...fields(), '--secret', 'password=db')
  await home.must('connection', 'set', 'api', '--type', 'http', `url=${home.url}`, '--secret', 'token=api')
})

afterAll(async () => {
  await home?.remove()
  await s3.remove()
  postgres.remove()
})

function fields(changes: object = {}): string[] {
  const all = { host: '127.0.0.1', port: postgres.port, database: 'postgres', user: 'app', ...changes }
  return Object.entries(all).map(([name, value]) => `${name}=${value}`)
}

/** What "connection test" prints of a connection that has some fields changed. */
async function tested(changes: object): Promise<readonly [number, string]> {
  const secrets = ['--secret', 'password=db']
  await home.must('connection', 'set', 'changed', '--type', 'postgres', ...fields(changes), ...secrets)
  const { exitCode, stdout } = await home.run('connection', 'test', 'changed')
  return [exitCode, stdout]
}

it('a test says what happens, in one line', async () => {
  expect(await home.must('connection', 'test', 'warehouse')).toMatch(
    /^Connection "warehouse" works: PostgreSQL \S+.* answers as user "app" in the database "postgres"\. \(\d+ ms\)\n$/,
  )
  expect(JSON.parse(await home.must('connection', 'test', 'api', '-o', 'json'))).toMatchObject({
    ok: true,
    message: `GET ${home.url}/ is answered with 200 OK.`,
  })
  const place = `127.0.0.1:${postgres.port}`
  const cases: [object, string][] = [
    [{ user: 'tester', database: 'nowhere' }, `PostgreSQL at ${place} has no database "nowhere".`],
    [{ user: 'nobody' }, `PostgreSQL at ${place} does not let this user in: role "nobody" does not exist.`],
    [{ port: 1 }, 'Nothing answers at 127.0.0.1:1: the connection is refused.'],
    [{ host: 'no-such-host.invalid' }, 'The host "no-such-host.invalid" is not found.'],
    [{ sslMode: 'require' }, `PostgreSQL at ${place} takes no TLS connections. Set "sslMode" to "disable"`],
  ]
  for (const [changes, message] of cases) {
    const [exitCode, stdout] = await tested(changes)
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining(`Connection "changed" fails: ${message}`)])
  }
  await home.must('connection', 'set', 'changed', ...fields({ sslMode: 'disable' }), '--secret', 'password=api')
  expect((await home.run('connection', 'test', 'changed')).stdout).toContain(
    `PostgreSQL at ${place} refuses the password of the user "app".`,
  )
  await home.must('connection', 'set', 'changed', '--secret', 'password=')
  expect((await home.run('connection', 'test', 'changed')).stdout).toContain('names no secret for "password"')
})

it('a test of S3 tells a wrong key, a wrong secret and a missing bucket apart', async () => {
  const { id, secret } = await s3.start()
  writeFileSync(join(home.folder, 'value'), secret)
  await home.must('secret', 'set', 's3', '--file', 'value')
  const set = (...changes: string[]) => home.must('connection', 'set', 'lake', '--type', 's3', ...changes)
  const test = async () => {
    const { exitCode, stdout } = await home.run('connection', 'test', 'lake')
    return [exitCode, stdout]
  }
  const place = new URL(s3.url).host
  await set('bucket=lake', `endpoint=${s3.url}`, `accessKeyId=${id}`, '--secret', 'secretAccessKey=s3')
  const works = `works: ${place} answers with the content of the bucket "lake" (us-east-1).`
  expect(await test()).toEqual([0, expect.stringContaining(works)])
  const fails = async (message: string) =>
    expect(await test()).toEqual([1, expect.stringContaining(`"lake" fails: ${place} ${message}`)])
  await set('bucket=no-such-lake')
  await fails('has no bucket "no-such-lake".')
  await set('bucket=lake', 'accessKeyId=OTHER')
  await fails('does not know the access key "OTHER".')
  await set(`accessKeyId=${id}`, '--secret', 'secretAccessKey=api')
  await fails(`refuses the secret of the access key "${id}".`)
  const elsewhere = new URL(home.url).host
  await set(`endpoint=${home.url}`, '--secret', 'secretAccessKey=s3')
  expect(await test()).toEqual([1, expect.stringContaining(`fails: ${elsewhere} answers`)])
}, 180_000)

it('tasks reach services by the names of connections, and no value of a secret is left in the home', async () => {
  cpSync(join(FIXTURES, 'connection_bodies.py'), join(home.folder, 'connection_bodies.py'))
  const workflow = join(FIXTURES, 'connections.ts')
  const upload = await home.run('workflow', 'upload', workflow, '-f', 'connection_bodies.py')
  expect([upload.exitCode, upload.stderr]).toEqual([0, expect.stringContaining('names the connection "no-such"')])
  expect(upload.stderr).toContain('as one of the type "http", and it is of the type "postgres"')
  const execution = await Execution.start(home, 'reaching')
  await execution.ended('FAILED')
  const outputOf = async (task: string) => (await execution.reached(task, 'SUCCESS')).outcome
  expect(await outputOf('sql')).toMatchObject({ output: { orders: 3 } })
  expect(await outputOf('http')).toMatchObject({ output: 'default' })
  expect(await outputOf('program')).toMatchObject({ output: 3 })
  expect(await outputOf('command')).toMatchObject({ output: 3 })
  expect(await outputOf('code')).toMatchObject({ output: 200 })
  expect(await outputOf('python')).toMatchObject({ output: ['postgres', 'app', 'postgres', PASSWORD.length] })
  expect((await execution.reached('gone', 'FAILED')).outcome).toMatchObject({
    reason: 'start',
    message: expect.stringContaining('The namespace "default" has no connection "no-such".'),
    retryable: true,
  })
  expect((await execution.reached('other', 'FAILED')).outcome).toMatchObject({
    message: expect.stringContaining('is of the type "postgres", and the task takes one of the type "http"'),
  })
  for (const task of ['program', 'python']) expect(await home.must('logs', String(execution.id), task)).toContain('***')
  expect(await home.must('logs', String(execution.id), 'code')).toContain('"authorization":"***"')
  execFileSync('rm', [join(home.folder, 'value')])
  expect(filesWith(PASSWORD)).toEqual([])
  expect(filesWith(encodeURIComponent(PASSWORD))).toEqual([])
})

function filesWith(text: string): string[] {
  try {
    return execFileSync('grep', ['-rlaF', text, home.folder], { encoding: 'utf8' }).trim().split('\n')
  } catch {
    return []
  }
}

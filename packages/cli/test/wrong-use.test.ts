import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { record } from './recorded-surroundings.ts'

const home = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
afterAll(() => rmSync(home, { recursive: true }))

describe('wrong use ends with exit code 2 and says what is wrong', () => {
  it.each([
    [['evnt'], "unknown command 'evnt'"],
    [['event', 'snd'], 'Did you mean send?'],
    [['event', 'send'], "missing required argument 'key'"],
    [['event', 'send', 'a', 'b', 'c'], 'too many arguments'],
    [['event', 'send', 'a', '--nope'], "unknown option '--nope'"],
    [['event', 'send', 'a', '--to', 'everybody'], 'Allowed choices are execution, namespace'],
    [['event', 'send', 'a', '--to', 'namespace', '--execution', '1'], 'cannot be used with'],
    [['event', 'list', '--limit', 'ten'], 'It must be a whole number from 1 to 9007199254740991.'],
    [['event', 'list', '--begin-offset', '9007199254740993'], 'It must be a whole number from 0 to 9007199254740991.'],
    [['event', 'list', '--begin-time', 'yesterday'], 'It must be a time in ISO 8601 like'],
    [['event', 'list', '--begin-time', 'yesterday'], 'how long ago it was: a number with ms, s, m, h or d'],
    [['workflow-execution', 'list', '--begin-after', '10 minutes'], 'how long ago it was'],
    [['workflow-execution', 'show', 'x'], "'x' is invalid for <id>. It must be a whole number"],
    [['workflow-execution', 'list', '--status', 'BUSY'], 'Allowed choices are WAITING, RUNNING'],
    [['task-execution', 'show', '12'], 'The task is missing. Give it as "12 <task>"'],
    [['task-execution', 'show', '12/train/first'], '"first" is not a valid sequence number'],
    [['task-execution', 'logs', '12/train/1/2'], 'names more than a task'],
    [['workflow-trigger', 'add', 'w', 't'], 'The events are missing'],
    [['workflow-trigger', 'add', 'w', 't', '--event', 'a', '--any', 'b'], 'cannot be used with'],
    [['workflow-trigger', 'add', 'w', 't', '--cel', 'true', '--event', 'a'], 'cannot be used with'],
    [['workflow-trigger', 'add', 'w', 't', '--event', 'a', '--fan-in', 'batch'], 'A batch needs a limit.'],
    [['workflow-trigger', 'add', 'w', 't', '--event', 'a', '--batch-size', '2'], 'need "--fan-in batch"'],
    [['workflow-execution', 'start', 'w', '--param', 'rate'], 'It must be like NAME=VALUE.'],
    [['namespace', 'set-properties', 'team', 'owner'], 'It must be like NAME=VALUE.'],
    [['namespace', 'set-properties', 'team', 'a=1', 'a=2'], '"a" was given twice.'],
    [['secret', 'set', 'db', 'hidden'], 'The value of a secret is no argument'],
    [['connection', 'set', 'db', 'host'], 'It must be like NAME=VALUE.'],
    [['connection', 'set', 'db', '--type', 'mysql'], 'Allowed choices are http, postgres, s3'],
    [['workflow-execution', 'start', 'w', '-p', 'a=1', '-p', 'a=2'], '"a" was given twice.'],
    [
      ['workflow-execution', 'list', '--status', 'FAILED', '--status', 'STOPPED'],
      "'--status <status>' was given twice",
    ],
    [['-n', 'one', 'workflow', 'enable', 'w', '-n', '*', '--server', 'localhost:1'], '"*" stands for all namespaces'],
    [['workflow-schedule', 'list', 'a', '--workflow', 'b'], '"a" and "b" are two workflows.'],
    [['-n', '*', 'workflow', 'enable', 'w', '--server', 'localhost:1'], '"*" stands for all namespaces'],
    [['event', 'list', '--begin-offset', '1', '--begin-time', '1h'], 'cannot be used with'],
    [['help', 'evnt'], "unknown command 'evnt'"],
    [['workflow', 'uplod', '--help'], "unknown command 'uplod'"],
    [['namespace', 'delete', 'team'], 'This deletes namespace "team". Add --yes to do it.'],
    [['workflow', 'delete', 'w'], 'Add --yes to do it.'],
    [['workflow-execution', 'stop-all', 'w'], 'Add --yes to do it.'],
    [['token', 'create', 'ci'], "required option '--role <role>' not specified"],
    [['token', 'create', 'ci', '--role', 'king'], 'Allowed choices are viewer, operator, author, admin'],
    [['token', 'create', 'ci', '--role', 'admin', '--expires-in', 'soon'], 'like 30s, 10m, 2h or 90d'],
    [['event', 'offset', 'noon'], 'It must be a time in ISO 8601 like'],
    ...['0x1', '1e3', '01', '+1', '1.0', ' 1', '٣', ''].flatMap((number) =>
      [
        ['workflow-execution', 'show', number],
        ['event', 'list', '--limit', number],
        ['event', 'show', number],
        ['dead-letter', 'show', number],
        ['server', 'start', '--port', number],
        ['task-execution', 'logs', '1/a', '--attempt', number],
        ['task-execution', 'show', `${number}/say`],
        ['task-execution', 'show', `1/say/${number}`],
      ].map((argv): [string[], string] => [argv, 'It must be ']),
    ),
    ...['2026-13-01', '2026-02-30', 'March 3', '1', '1e9', '2026-1-1', `${'9'.repeat(400)}d`].flatMap((time) =>
      [
        ['event', 'list', '--begin-time', time],
        ['event', 'listen', '--begin-time', time],
        ['event', 'count', '--begin-time', time],
        ['event', 'offset', time],
        ['audit', 'list', '--begin-time', time],
        ['audit', 'list', '--end-time', time],
        ['workflow-execution', 'list', '--begin-after', time],
        ['workflow-execution', 'list', '--begin-before', time],
        ['task-execution', 'logs', '1/a', '--since', time],
        ['token', 'create', 'ci', '--role', 'admin', '--expire-time', time],
      ].map((args): [string[], string] => [args, 'It must be a time in ISO 8601']),
    ),
    ...['0s', '1', '-1m', '1w', '40000d', '2026-03-01'].map((period): [string[], string] => [
      ['token', 'create', 'ci', '--role', 'admin', '--expires-in', period],
      'and greater than 0',
    ]),
    [['evnt\n\x1b[2J'], "unknown command 'evnt\\n\\x1b[2J'"],
    [['event', 'list', '--no\npe'], "unknown option '--no\\npe'"],
    [['workflow-execution', 'show', 'x\ny'], "'x\\ny' is invalid for <id>. It must be"],
    [['workflow-schedule', 'list', 'a\nb', '--workflow', 'b'], '"a\\nb" and "b" are two workflows.'],
    [['event', 'offset', '-10m'], "unknown option '-10m'. An age or a number has no sign"],
    [['event', 'list', '-1h'], 'An age or a number has no sign'],
    [['event', 'offset', '--', '-10m'], 'It must be a time in ISO 8601 like'],
    ...['ftp://localhost', 'http://', 'http://a b', 'http://me:you@localhost', 'http://localhost?x=1'].flatMap((url) =>
      ['--server', '--server-uri'].map((option): [string[], string] => [
        ['workflow', 'list', option, url],
        `${option} is not valid: "${url}"`,
      ]),
    ),
    ...['', 'a b', 'a/b', '..', 'x\n'].map((name): [string[], string] => [
      ['workflow', 'list', '-n', name, '--server', 'http://127.0.0.1:1'],
      '--namespace is not valid: "',
    ]),
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
    [['server', 'start', '--port', '-1'], 'It must be a whole number from 0 to 65535.'],
    [['server', 'start', '--port', '65536'], 'It must be a whole number from 0 to 65535.'],
    [['version', '--output', 'xml'], 'Allowed choices are table, json, yaml, plain'],
  ])('%j', async (args, text) => {
    const { exitCode, stdout, stderr } = await record(args)
    expect(stderr).toContain(text)
    expect(stderr).toMatch(/^Error: /)
    expect(stdout).toBe('')
    expect(exitCode).toBe(2)
  })

  it('shows the help of a group that is called without a command', async () => {
    const { exitCode, stderr } = await record(['event'])
    expect(stderr).toContain('Usage: aiflow event')
    expect(exitCode).toBe(2)
  })
})

describe('failures end with exit code 1 and say what to do', () => {
  it.each([
    [['workflow', 'list']],
    [['event', 'send', 'key']],
    [['server', 'status']],
    [['server', 'stop']],
    [['server', 'stop', '--all']],
  ])('%j without a server', async (args) => {
    const { exitCode, stderr } = await record([...args, '--home', home])
    expect(stderr).toBe(
      `Error: No server is running for the home "${home}". Start one with "aiflow server start -d".\n`,
    )
    expect(exitCode).toBe(1)
  })

  it('takes a file that a killed server left behind for no server', async () => {
    writeFileSync(join(home, 'server.json'), '{"url":"http://127.0.0.1:1","pid":4194303,"version":"0.1.0"}')
    const { exitCode, stderr } = await record(['workflow', 'list'], { home })
    expect(stderr).toContain('No server is running for the home')
    expect(exitCode).toBe(1)
  })

  it('says when a named server cannot be reached', async () => {
    const { exitCode, stderr } = await record(['workflow', 'list', '--server', 'http://127.0.0.1:1', '--home', home])
    expect(stderr).toContain('"http://127.0.0.1:1" could not be reached')
    expect(exitCode).toBe(1)
  })
})

describe('a setting of the environment or a file that is wrong is named', () => {
  const url = 'http://127.0.0.1:1'
  it.each([
    [
      { serverUrl: 'nonsense' },
      'AIFLOW_SERVER_URL is not valid: "nonsense" is not the URL of a server. Write one like',
    ],
    [{ serverUrl: 'localhost:8000' }, 'AIFLOW_SERVER_URL is not valid: "localhost:8000"'],
    [{ serverUrl: 'ws://localhost' }, 'AIFLOW_SERVER_URL is not valid: "ws://localhost"'],
    [{ serverUrl: 'http://a:b@c' }, 'AIFLOW_SERVER_URL is not valid: "http://a:b@c" contains more than'],
    [{ serverUrl: url, token: 'a\ufffd' }, 'AIFLOW_TOKEN is not valid: it is text with other characters'],
    [{ serverUrl: url, token: 'secret\n' }, 'AIFLOW_TOKEN is not valid: it is text with spaces or line breaks'],
    [{ serverUrl: url, token: 'two words' }, 'AIFLOW_TOKEN is not valid: it is text with spaces or line breaks'],
    [{ serverUrl: url, token: 'é' }, 'AIFLOW_TOKEN is not valid: it is text with other characters'],
    [{ serverUrl: url, namespace: 'a b' }, 'AIFLOW_NAMESPACE is not valid: "a b" cannot be the name of a namespace'],
  ])('%j', async (config, problem) => {
    for (const command of [
      ['workflow', 'list'],
      ['workflow', 'show', 'w'],
      ['event', 'send', 'a'],
      ['event', 'list'],
    ]) {
      const { exitCode, stdout, stderr } = await record(command, { home, ...config })
      expect(stderr).toMatch(/^Error: .*\n$/)
      expect(stderr).toContain(problem)
      expect(stderr).not.toContain('secret')
      expect([exitCode, stdout]).toEqual([1, ''])
    }
  })

  it('such as the token in the home', async () => {
    const other = mkdtempSync(join(home, 'other-'))
    writeFileSync(join(other, 'token'), '\xff\xfe no token')
    const { exitCode, stderr } = await record(['workflow', 'list'], { home: other, serverUrl: url })
    expect(stderr).toContain(`The file "${join(other, 'token')}" is not valid: it is text with spaces`)
    expect(exitCode).toBe(1)
  })
})

describe('help and version end with exit code 0', () => {
  it.each([
    [['--help'], 'Usage: aiflow'],
    [['help'], 'Usage: aiflow'],
    [['help', 'event'], 'Usage: aiflow event'],
    [['help', 'workflow', 'upload'], 'Usage: aiflow workflow upload'],
    [['workflow', 'help', 'upload'], 'Usage: aiflow workflow upload'],
    [['event', 'send', '--help'], 'Usage: aiflow event send'],
    [['--version'], 'aiflow 0.2.0'],
    [['-V'], 'aiflow 0.2.0'],
    [['--version', '-o', 'json'], '{\n  "version": "0.2.0"\n}\n'],
    [['-o', 'json', '--version'], '{\n  "version": "0.2.0"\n}\n'],
    [['--output=json', '-V'], '{\n  "version": "0.2.0"\n}\n'],
    [['-oyaml', '-V'], 'version: 0.2.0'],
    [['-o', 'json', 'event', 'send', '--help'], 'Usage: aiflow event send'],
    [['version'], 'aiflow 0.2.0'],
    [['version', '-o', 'json'], '"version": "0.2.0"'],
    [['version', '-o', 'plain'], '0.2.0'],
  ])('%j', async (args, text) => {
    const { exitCode, stdout, stderr } = await record(args)
    expect(stdout).toContain(text)
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
  })

  it('is readable at 80 columns', async () => {
    for (const args of [['--help'], ['event', 'listen', '--help'], ['server', 'start', '--help']]) {
      const { stdout } = await record(args)
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    }
  })
})

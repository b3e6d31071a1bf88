import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import { counted } from '@aiflow/sdk/internal/text'
import {
  copyBlobs,
  describeStore,
  MIGRATIONS,
  prepareStore,
  removeStore,
  restoreStore,
  type StoreDescription,
  StoreLock,
} from '@aiflow/server/storage'
import type { Command } from 'commander'
import type { Home } from '../../home/home.ts'
import { writeBackup } from '../../home/home-backup.ts'
import { deleteOldBackups, timeName } from '../../home/named-backups.ts'
import { wrongUse } from '../../output/errors.ts'
import type { Printer } from '../../output/printing/printer.ts'
import { livingWorker } from '../../server/worker-process.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, type Sure, wholeNumber } from '../arguments/arguments.ts'

/** The name of a backup that an upgrade made. */
const UPGRADE_BACKUP = /^aiflow\.db\.schema-(\d+)\.(.+)\.backup$/

interface BackupOptions {
  readonly into?: string
  readonly keep?: number
}

interface UpgradeBackup {
  readonly path: string
  readonly schema: number
  readonly time: string
}

export function addDbCommands(group: Command, open: OpenSession): void {
  group
    .command('init')
    .description('Create the store of the home; a server does the same when it starts')
    .action((_options: object, command: Command) => init(open(command)))
  group
    .command('upgrade')
    .description('Upgrade the store to this version, after a backup; a server does the same when it starts')
    .action((_options: object, command: Command) => alone(open(command), (session) => upgrade(session)))
  askFirst(group.command('downgrade'))
    .description('Go back to the backup made before the last upgrade; changes since then are lost')
    .action(({ yes }: Sure, command: Command) => alone(open(command), (session) => downgrade(session, yes)))
  group
    .command('backup [folder]')
    .description('Copy the store and its blobs into a new folder, even while the server runs')
    .option('--into <folder>', 'Folder for backups that are named by their time (default: "backups" in the home)')
    .option(
      '--keep <count>',
      'Then delete the oldest of these backups, so that this many are left',
      wholeNumber(1, 10_000),
    )
    .action((folder: string | undefined, options: BackupOptions, command: Command) =>
      backup(open(command), folder, options),
    )
  askFirst(group.command('restore <backup>'))
    .description('Replace the store with a backup, a folder or a file')
    .action((path: string, { yes }: Sure, command: Command) =>
      alone(open(command), (session) => restore(session, path, yes)),
    )
  askFirst(group.command('reset'))
    .description('Delete the store, with all workflows, executions, events and tokens')
    .action(({ yes }: Sure, command: Command) => alone(open(command), (session) => reset(session, yes)))
}

async function init({ home, printer }: Session): Promise<void> {
  const before = describeStore(home.storeFile)
  if (before !== null) {
    const message = `There is a store already: "${home.storeFile}", schema ${before.schema}.`
    return printer.done(message, { path: home.storeFile, created: false, ...before }, home.storeFile)
  }
  mkdirSync(home.folder, { recursive: true, mode: 0o700 })
  prepareStore(home.storeFile, Date.now())
  const result = { path: home.storeFile, created: true, ...describeStore(home.storeFile) }
  await printer.done(`Created the store "${home.storeFile}", schema ${result.schema}.`, result, home.storeFile)
}

async function upgrade({ home, printer }: Session): Promise<void> {
  const before = requireStore(home)
  if (before.schema === MIGRATIONS.length) {
    const message = `The store has schema ${before.schema} already, the latest that this version knows.`
    return printer.done(message, { from: before.schema, to: before.schema, backup: null }, String(before.schema))
  }
  prepareStore(home.storeFile, Date.now())
  const backupPath = upgradeBackups(home).at(-1)?.path ?? null
  const message = `Upgraded the store from schema ${before.schema} to ${MIGRATIONS.length}. The previous one is in "${backupPath}"; "aiflow db downgrade" goes back to it.`
  const result = { from: before.schema, to: MIGRATIONS.length, backup: backupPath }
  await printer.done(message, result, String(MIGRATIONS.length))
}

async function downgrade(session: Session, isSure: boolean | undefined): Promise<void> {
  const { home, printer } = session
  const current = requireStore(home)
  const target = upgradeBackups(home).findLast(({ schema }) => schema < current.schema)
  if (target === undefined) {
    const text = `There is no backup of an earlier schema in "${home.folder}": this store was never upgraded. Other backups come back with "aiflow db restore".`
    throw new AIFlowError('STORE_UNAVAILABLE', text)
  }
  const kept = `${home.storeFile}.schema-${current.schema}.${timeName()}.replaced`
  await session.confirm(
    isSure,
    `This goes back to schema ${target.schema}, as of ${target.time}. ${describeLoss(current, describeStore(target.path))}`,
  )
  restoreStore(home.storeFile, target.path, kept)
  const message = `The store has schema ${target.schema} again. The replaced store is in "${kept}". A server of this version would upgrade it again: use the version that knows schema ${target.schema}.`
  await printer.done(message, { schema: target.schema, backup: target.path, replaced: kept }, String(target.schema))
}

async function backup(session: Session, given: string | undefined, { into, keep }: BackupOptions): Promise<void> {
  const { home, printer, folder } = session
  if (given !== undefined && (into ?? keep) !== undefined) {
    throw wrongUse('"--into" and "--keep" are for backups that are named by their time. Leave out the folder.')
  }
  requireStore(home)
  const parent = into === undefined ? join(home.folder, 'backups') : resolve(folder, into)
  const target = given === undefined ? join(parent, timeName()) : resolve(folder, given)
  if (existsSync(target)) {
    throw new AIFlowError('ALREADY_EXISTS', `"${target}" exists already. Give a folder that does not exist yet.`)
  }
  const damaged = await writeBackup(home, target)
  noteDamaged(printer, damaged)
  const deleted = keep === undefined ? [] : deleteOldBackups(home, target, keep)
  const gone = deleted.length === 0 ? '' : ` Deleted ${counted(deleted.length, 'older backup')}.`
  const message = `Copied the store and its blobs to "${target}". Put them back with "aiflow db restore".${gone}`
  await printer.done(message, { path: target, damaged, deleted }, target)
}

async function restore(session: Session, given: string, isSure: boolean | undefined): Promise<void> {
  const { home, printer, folder } = session
  const path = resolve(folder, given)
  const isFolder = existsSync(path) && statSync(path).isDirectory()
  const file = isFolder ? join(path, basename(home.storeFile)) : path
  const incoming = describeStore(file)
  if (incoming === null) throw new AIFlowError('STORE_UNAVAILABLE', `There is no backup at "${file}". Check the path.`)
  const current = existsSync(home.storeFile) ? tryDescribe(home.storeFile) : null
  const loss =
    current === null ? 'It replaces a store that cannot be read or does not exist.' : describeLoss(current, incoming)
  await session.confirm(isSure, `This restores "${path}". ${loss}`)
  noteWorker(session)
  const kept = `${home.storeFile}.${timeName()}.replaced`
  const blobs = join(dirname(file), basename(home.blobFolder))
  mkdirSync(home.folder, { recursive: true, mode: 0o700 })
  if (isFolder) noteDamaged(printer, await copyBlobs(blobs, home.blobFolder))
  restoreStore(home.storeFile, file, kept)
  const replaced = existsSync(kept) ? kept : null
  const message = `Restored "${path}".${replaced === null ? '' : ` The previous store is in "${replaced}".`}`
  await printer.done(message, { path, replaced, ...incoming }, home.storeFile)
}

async function reset(session: Session, isSure: boolean | undefined): Promise<void> {
  const { home, printer } = session
  const current = existsSync(home.storeFile) ? tryDescribe(home.storeFile) : null
  const size =
    current === null ? '' : ` It holds ${counted(current.lastOffset, 'event')}. Keep a copy with "aiflow db backup".`
  await session.confirm(isSure, `This deletes the store of "${home.folder}" for good.${size}`)
  noteWorker(session)
  removeStore(home.storeFile)
  rmSync(home.blobFolder, { recursive: true, force: true })
  prepareStore(home.storeFile, Date.now())
  await printer.done('The store is empty.', { path: home.storeFile, ...describeStore(home.storeFile) }, home.storeFile)
}

function requireStore(home: Home): StoreDescription {
  const store = describeStore(home.storeFile)
  if (store !== null) return store
  const text = `The home "${home.folder}" has no store yet. Create one with "aiflow db init", or start a server.`
  throw new AIFlowError('STORE_UNAVAILABLE', text, { details: { path: home.storeFile } })
}

function tryDescribe(path: string): StoreDescription | null {
  try {
    return describeStore(path)
  } catch {
    // Its fault does not matter, because it is about to be replaced.
    return null
  }
}

function refuseRunningServer(home: Home): void {
  const running = home.runningServer()
  if (running === null) return
  const text = `A server is using the store (process ${running.pid}, ${running.url}). Stop it first with "aiflow server stop".`
  throw new AIFlowError('STORE_UNAVAILABLE', text, { details: { ...running } })
}

/** Runs work that no server may see half done. A server that starts meanwhile is refused. */
async function alone(session: Session, work: (session: Session) => Promise<void>): Promise<void> {
  const { home } = session
  refuseRunningServer(home)
  const lock = existsSync(home.folder) ? StoreLock.take(home.storeFile) : null
  try {
    await work(session)
  } finally {
    lock?.release()
  }
}

function noteDamaged(printer: Printer, hashes: readonly string[]): void {
  if (hashes.length > 0) printer.note(`These blobs are damaged and were left out: ${hashes.join(', ')}.`)
}

function noteWorker({ home, printer }: Session): void {
  const pid = livingWorker(home)
  if (pid === null) return
  printer.note(
    `A worker is still running (process ${pid}). If it runs tasks that are not in this store, they continue, but AIFlow no longer shows them.`,
  )
}

/** Oldest first. */
function upgradeBackups(home: Home): UpgradeBackup[] {
  const found = readdirSync(home.folder).flatMap((name): UpgradeBackup[] => {
    const [, schema, time = ''] = UPGRADE_BACKUP.exec(name) ?? []
    return schema === undefined ? [] : [{ path: join(home.folder, name), schema: Number(schema), time }]
  })
  return found.sort((a, b) => (a.time < b.time ? -1 : 1))
}

function describeLoss(current: StoreDescription, target: StoreDescription | null): string {
  const events = Math.max(0, current.lastOffset - (target?.lastOffset ?? 0))
  const executions = Math.max(0, current.workflowExecutions - (target?.workflowExecutions ?? 0))
  if (events === 0) return 'No event is lost.'
  return `What happened since is lost: ${counted(events, 'event')}, ${counted(executions, 'workflow execution')}.`
}

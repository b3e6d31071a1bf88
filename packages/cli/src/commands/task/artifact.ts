import { openAsBlob, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import type { AIFlowClient, Artifact } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import { wrongUse } from '../../output/errors.ts'
import type { Column } from '../../output/printing/table.ts'
import type { OpenSession, Session } from '../../session.ts'
import { saveArtifact } from './artifact-files.ts'

export const ARTIFACT_COLUMNS: readonly Column<Artifact>[] = [
  { title: 'NAME', value: ({ name }) => name, isFlexible: true },
  { title: 'BYTES', value: ({ size }) => size, align: 'right' },
  { title: 'SHA-256', value: ({ sha256 }) => sha256.slice(0, 12) },
]

/** Adds commands for use inside tasks. People use those of `task-execution`. */
export function addArtifactCommands(group: Command, open: OpenSession): void {
  group
    .command('put')
    .description('Inside a task: leave a file for other tasks and for people')
    .argument('<name>', 'Name of the artifact, a relative path')
    .argument('<file>', 'The file')
    .action((name: string, file: string, _options: object, command: Command) => put(open(command), name, file))
  group
    .command('list')
    .description('Inside a task: list the files that another task of the execution left')
    .argument('<task>', 'Name of the other task')
    .action((task: string, _options: object, command: Command) => list(open(command), task))
  const getCommand = group
    .command('get')
    .description('Inside a task: download a file that another task of the execution left')
    .argument('<task>', 'Name of the other task')
    .argument('<name>', 'Name of the artifact')
    .argument('[file]', 'File to write; by default its name in the current folder')
  getCommand.action((task: string, name: string, file = basename(name)) => get(open(getCommand), { task, name, file }))
}

async function put(session: Session, name: string, file: string): Promise<void> {
  const client = await clientOfTask(session)
  const path = resolve(session.folder, file)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new AIFlowError('INVALID_ARGUMENT', `The file "${file}" does not exist.`)
  if (!found.isFile())
    throw new AIFlowError('INVALID_ARGUMENT', `"${file}" is not a regular file. Give the path of a file.`)
  await client.task.putArtifact(name, await openAsBlob(path))
  await session.printer.done(`Left "${name}".`, { name }, name)
}

async function list(session: Session, task: string): Promise<void> {
  const client = await clientOfTask(session)
  const { artifacts } = await client.task.artifacts(task)
  await session.printer.list(artifacts, ARTIFACT_COLUMNS, `The task "${task}" has left no artifacts.`)
}

async function get(session: Session, { task, name, file }: Readonly<Record<'task' | 'name' | 'file', string>>) {
  const client = await clientOfTask(session)
  await saveArtifact(await client.task.openArtifact(task, name), resolve(session.folder, file))
  await session.printer.done(`Wrote "${file}".`, { name, file }, file)
}

async function clientOfTask(session: Session): Promise<AIFlowClient> {
  if (session.task !== null) return session.eventClient()
  throw wrongUse(
    'This command works only inside a task. Elsewhere, use "aiflow task-execution artifacts" and "aiflow task-execution download".',
  )
}

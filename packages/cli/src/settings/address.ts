import { dirname } from 'node:path'
import { readTextFile, SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import { Home, readServerFile } from '../home/home.ts'
import type { TaskEnvironment } from './config.ts'
import { type Given, tokenOf, urlOf } from './given-settings.ts'

/** Where a server is, and what opens its door. */
export interface Address {
  readonly url: string
  readonly token: string | null
}

export interface AddressOptions {
  readonly home: string
  /** Null finds the server of the home. */
  readonly url: Given | null
  /** Null takes that of the home. */
  readonly token: Given | null
}

/** The server of a home, or the one at a given URL. Throws `SERVER_UNAVAILABLE` where none is running, and where a setting is wrong. */
export function addressOf({ home, url, token }: AddressOptions): Address {
  const place = new Home(home)
  return { url: url === null ? place.requireServer().url : urlOf(url), token: tokenFor(place, token) }
}

function tokenFor(home: Home, given: Given | null): string | null {
  // What is given comes first: a token of the home that cannot be read is then of no concern.
  if (given !== null) return tokenOf(given)
  const value = home.token()
  return value === null ? null : tokenOf({ value, from: `The file "${home.tokenFile}"` })
}

/** The server of a task, with the rights of the task unless a token is given. Asked anew each time, since a server may come back elsewhere. */
export function addressOfTask(task: TaskEnvironment, token: Given | null = null): Address {
  const value = token === null ? readTextFile(task.tokenFile, { maxBytes: SMALL_FILE_BYTES }).trim() : tokenOf(token)
  return { url: urlOfTask(task), token: value }
}

export function urlOfTask({ serverFile, serverUrl }: TaskEnvironment): string {
  return readServerFile(serverFile)?.url ?? serverUrl ?? ''
}

/** The home of the server that runs a task. */
export function homeOfTask({ serverFile }: TaskEnvironment): string {
  return dirname(serverFile)
}

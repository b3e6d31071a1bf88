import { dirname } from 'node:path'
import { readTextFile, SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import { Home, readServerFile } from '../home/home.ts'
import type { TaskEnvironment } from './config.ts'
import { type Given, tokenOf, urlOf } from './given-settings.ts'

/** The URL of a server, and the token for it. */
export interface Address {
  readonly url: string
  readonly token: string | null
}

export interface AddressOptions {
  readonly home: string
  /** Null for the server of the home. */
  readonly url: Given | null
  /** Null for the token of the home. */
  readonly token: Given | null
}

/**
 * The server of a home, or the one at a given URL. Throws `SERVER_UNAVAILABLE` if none is running, and
 * `INVALID_ARGUMENT` if a setting is not valid.
 */
export function addressOf({ home, url, token }: AddressOptions): Address {
  const place = new Home(home)
  return { url: url === null ? place.requireServer().url : urlOf(url), token: tokenFor(place, token) }
}

function tokenFor(home: Home, given: Given | null): string | null {
  // A given token wins, so an unreadable token of the home does not matter.
  if (given !== null) return tokenOf(given)
  const value = home.token()
  return value === null ? null : tokenOf({ value, from: `The file "${home.tokenFile}"` })
}

/**
 * The server of a task, with the rights of the task unless a token is given. Call it each time, because a server may
 * return at another address.
 */
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

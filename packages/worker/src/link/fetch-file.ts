import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ServerEndpoint } from './server-endpoint.ts'

export interface FileToFetch {
  /** Below the routes for workers. */
  readonly path: string
  readonly file: string
  readonly signal: AbortSignal
}

/** Fetches a file, which then exists completely or not at all. False if the server no longer has it. */
export async function fetchFile({ url, token }: ServerEndpoint, { path, file, signal }: FileToFetch): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/worker/${path}`, {
    headers: { authorization: `Bearer ${token}` },
    signal,
  })
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    // An older server does not have this route.
    if (response.status === 409 || response.status === 404) return false
    throw new Error(`the server answered ${response.status}`)
  }
  const draft = `${file}.${process.pid}.tmp`
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await rm(draft, { recursive: true, force: true })
  await pipeline(response.body, createWriteStream(draft, { mode: 0o600, flags: 'wx' }))
  await rename(draft, file)
  return true
}

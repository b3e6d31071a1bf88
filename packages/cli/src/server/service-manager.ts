import { execFile } from 'node:child_process'

const LIMIT_MS = 10_000

/**
 * Tells systemd that a service of `Type=notify` is ready, so that what needs the server starts after it. Resolves to what
 * went wrong, or null. Node cannot write to the datagram socket of systemd itself.
 */
export function tellReady(url: string, { NOTIFY_SOCKET }: NodeJS.ProcessEnv): Promise<string | null> {
  if (NOTIFY_SOCKET === undefined) return Promise.resolve(null)
  return new Promise((resolve) => {
    execFile('systemd-notify', ['--ready', `--status=Ready at ${url}`], { timeout: LIMIT_MS }, (error) => {
      if (error === null) return resolve(null)
      resolve(`systemd could not be told that the server is ready (${error.message.trim()}).`)
    })
  })
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sirv from 'sirv'

/** Serves a folder to this machine until the process ends, at any free port if the given one is taken. Returns the address. */
export async function serve(folder: string, port: number): Promise<string> {
  const server = createServer(sirv(folder, { dev: true, etag: true }))
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(at, '127.0.0.1', resolve)
    })
  await listen(port).catch(() => listen(0))
  return `http://localhost:${(server.address() as AddressInfo).port}/`
}

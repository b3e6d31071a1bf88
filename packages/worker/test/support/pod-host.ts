import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/*
 * A program that stands for a cluster: its pods live in its memory, so no pid, process group or control group of this machine
 * leads to them. It prints its port.
 *
 *   PUT    /<pod>              starts a pod
 *   GET    /                   lists the pods: { <pod>: <exit code, or null while it runs> }
 *   DELETE /<pod>?how=ask      ends a pod, unless it is stubborn; so does `kill`, whatever it is
 *   POST   /<pod>?code=<code>  lets the program in a pod end
 *   POST   /<pod>?stubborn     lets the program in a pod ignore requests to end
 *   POST   /<pod>?vanish       removes a pod without a trace
 */

const KILLED = 137

interface Pod {
  exitCode: number | null
  isStubborn: boolean
}

const pods = new Map<string, Pod>()

const server = createServer((request, response) => {
  answer(request)
  response.end(JSON.stringify(Object.fromEntries([...pods].map(([name, { exitCode }]) => [name, exitCode]))))
})

function answer({ method, url }: IncomingMessage): void {
  const { pathname, searchParams } = new URL(url ?? '/', 'http://host')
  const name = pathname.slice(1)
  if (method === 'PUT') pods.set(name, { exitCode: null, isStubborn: false })
  const pod = pods.get(name)
  if (pod === undefined) return
  if (method === 'DELETE' && (searchParams.get('how') === 'kill' || !pod.isStubborn)) pod.exitCode ??= KILLED
  if (method !== 'POST') return
  if (searchParams.has('vanish')) pods.delete(name)
  if (searchParams.has('stubborn')) pod.isStubborn = true
  if (searchParams.has('code')) pod.exitCode = Number(searchParams.get('code'))
}

server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))

import { keepCompiledCode } from './keep-compiled-code.ts'

/* The process of a server that "aiflow server start -d" starts: <home> <host> <port> <worker settings as JSON>. */

// Before the rest is loaded, so that only this file is compiled each time.
keepCompiledCode()

const [home = '', host = '', port = '', worker = 'null'] = process.argv.slice(2)
const { runDetachedServer } = await import('./server/detached-server.ts')
await runDetachedServer({ home, host, port, worker })

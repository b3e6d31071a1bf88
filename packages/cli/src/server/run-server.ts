import { AIFlowError } from '@aiflow/sdk'
import { collectStartGarbage } from '@aiflow/sdk/internal/process'
import { startTimer } from '@aiflow/sdk/internal/time'
import { type Server, type ServerOptions, startServer } from '@aiflow/server'
import { listConfig } from '@aiflow/server/config'
import { loadAssistantDoor } from '../assistants/load-assistant-door.ts'
import { sweepCompiledCode } from '../keep-compiled-code.ts'
import { fileFaultOf } from '../output/file-fault.ts'
import { pageFolder } from '../page-folder.ts'
import { environmentVariables } from '../settings/config.ts'

/** A start has better things to do first. */
const SWEEP_AFTER_MS = 60_000

/** Starts the server in this process. Explains common reasons why it cannot start. */
export async function runServer(options: ServerOptions): Promise<Server> {
  try {
    const server = await startServer({
      pageFolder: pageFolder(),
      loadAssistantDoor,
      settings: listConfig({ home: options.home, variables: environmentVariables() }),
      secretsKey: environmentVariables().AIFLOW_SECRETS_KEY || null,
      secretVariables: environmentVariables(),
      ...options,
    })
    startTimer(() => sweepCompiledCode(), SWEEP_AFTER_MS).unref()
    collectStartGarbage()
    return server
  } catch (error) {
    throw explain(error, options)
  }
}

function explain(error: unknown, { host, port }: ServerOptions): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  const fault = fileFaultOf(error)
  if (fault !== null) return new AIFlowError('STORE_UNAVAILABLE', fault, { cause: error })
  switch (error.code) {
    case 'EADDRINUSE': {
      const text = `Port ${port} of ${host} is in use by another program. Choose one with "--port"; 0 takes any free one.`
      return new AIFlowError('INVALID_ARGUMENT', text, { details: { host, port }, cause: error })
    }
    case 'EACCES':
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': {
      const text = `The server cannot listen at port ${port} of "${host}" (${error.code}). Check "--host" and "--port".`
      return new AIFlowError('INVALID_ARGUMENT', text, { details: { host, port }, cause: error })
    }
    default:
      return error
  }
}

import type { LoadAssistantDoor } from '@aiflow/server'
import { documentsFolder } from './documents-folder.ts'

/** Loads what answers assistants over HTTP. */
export const loadAssistantDoor: LoadAssistantDoor = async (host) => {
  const { createHttpDoor } = await import('@aiflow/mcp')
  return createHttpDoor({ ...host, documentsFolder: documentsFolder() })
}

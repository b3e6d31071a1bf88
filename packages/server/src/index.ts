export type { AssistantHost, LoadAssistantDoor } from './http/assistants/assistant-door.ts'
export { type Server, type ServerOptions, startServer } from './server.ts'

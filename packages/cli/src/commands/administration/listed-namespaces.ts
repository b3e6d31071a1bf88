import type { AIFlowClient } from '@aiflow/sdk/client'
import type { Session } from '../../session.ts'
import { allPages } from '../arguments/paging.ts'

/** The namespaces that a list is about: the one of the command, or all of them. */
export async function listedNamespaces(session: Session, client: AIFlowClient): Promise<readonly string[]> {
  if (session.namespaceFilter !== undefined) return [session.namespace]
  return (await allPages((page) => client.namespaces.list(page))).map(({ name }) => name)
}

import { accessDocuments } from './access-documents.ts'
import { deadLetterDocuments } from './dead-letter-documents.ts'
import { eventDocuments } from './event-documents.ts'
import { executionDocuments } from './execution-documents.ts'
import { poolDocuments } from './pool-documents.ts'
import type { RouteDocuments } from './route-document.ts'
import { ruleDocuments } from './rule-documents.ts'
import { serverDocuments } from './server-documents.ts'
import { workflowDocuments } from './workflow-documents.ts'

/** The documentation of every route. A test keeps this table and the served routes in line. */
export const ROUTE_DOCUMENTS: RouteDocuments = {
  ...eventDocuments,
  ...poolDocuments,
  ...workflowDocuments,
  ...executionDocuments,
  ...ruleDocuments,
  ...accessDocuments,
  ...serverDocuments,
  ...deadLetterDocuments,
}

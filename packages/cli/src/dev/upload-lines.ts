import { counted } from '@aiflow/sdk/internal/text'
import type { UploadedFile } from '../bundle/upload-file.ts'
import { namespaceOption } from '../output/text/text.ts'

/** How much of a hash names a snapshot. */
const HASH_CHARACTERS = 12

/** What became of each workflow of a file: a line each. */
export function uploadLines(file: string, { response, definitions }: UploadedFile): string[] {
  return response.workflows.map(({ namespace, name, created, changed, enabled, snapshotHash }) => {
    const definition = definitions.find((each) => each.name === name && each.namespace === namespace)
    const size = counted(definition?.tasks.length ?? 0, 'task')
    const which = `"${name}" (${size})`
    const what = created ? `Uploaded ${which}.` : changed ? `Updated ${which}.` : `${which} is unchanged.`
    const space = namespace === 'default' ? '' : `, namespace ${namespace}`
    const off = enabled ? '' : ` It is disabled. Enable it: aiflow workflow enable ${name}${namespaceOption(namespace)}`
    const active = changed && !created ? ' Active executions keep theirs.' : ''
    return `${what} ${file}, snapshot ${snapshotHash.slice(0, HASH_CHARACTERS)}${space}.${active}${off}`
  })
}

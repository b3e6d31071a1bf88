import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { bytesText } from '../../components/kit/text/bytes-text.ts'
import { artifactsQuery } from '../../data/queries/task-executions.ts'
import classes from './artifact-list.module.css'

/** Characters of the hash to show: enough to compare by eye. The tooltip has all of it. */
const SHOWN_OF_DIGEST = 12

/** The files that it left, for download. */
export function ArtifactList({ shown }: { readonly shown: TaskExecutionResource }) {
  const { data, error } = useQuery(artifactsQuery(shown))
  if (data === undefined && error === null) return null
  return (
    <Panel title="Artifacts">
      {error === null ? null : error.message}
      {data?.length === 0 ? 'No files.' : null}
      <ul className={classes.artifacts}>
        {data?.map(({ name, size, sha256 }) => (
          <li key={name} title={sha256}>
            <a href={placeOf(shown, name)} download={name.split('/').at(-1)}>
              {name}
            </a>{' '}
            <span className={classes.facts}>
              {bytesText(size)} · SHA-256 {sha256.slice(0, SHOWN_OF_DIGEST)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function placeOf({ workflowExecutionId, taskName, sequenceNumber }: TaskExecutionResource, name: string): string {
  const execution = `/api/v1/workflow-executions/${workflowExecutionId}`
  const task = `${encodeURIComponent(taskName)}/${sequenceNumber}`
  return `${execution}/task-executions/${task}/artifacts/file?name=${encodeURIComponent(name)}`
}

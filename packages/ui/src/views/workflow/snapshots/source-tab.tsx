import { SegmentedControl } from '@mantine/core'
import { IconFileCode } from '@tabler/icons-react'
import { lazy, Suspense, useMemo } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { Notice } from '../../../components/kit/feedback/notice.tsx'
import { FilterBar } from '../../../components/kit/filter/filter-bar.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { bytesText } from '../../../components/kit/text/bytes-text.ts'
import { Mono } from '../../../components/kit/text/mono.tsx'
import type { WorkflowTabProps } from '../workflow-tab.ts'
import { PARTS } from './parts.ts'

const CodeView = lazy(() => import('../../../components/code/code-view.tsx').then((one) => ({ default: one.CodeView })))

/** The source of the workflow as its author wrote it, and its definition. */
export function SourceTab({ workflow: { source, definition, name }, search: { part }, onChange }: WorkflowTabProps) {
  const json = useMemo(() => JSON.stringify(definition, null, 2), [definition])
  const isSource = part === undefined
  return (
    <>
      <FilterBar aside={isSource && source !== null ? <Mono title={source.path}>{source.path}</Mono> : null}>
        <SegmentedControl
          size="xs"
          aria-label="What is shown"
          data={[...PARTS]}
          value={part ?? 'source'}
          onChange={(chosen) => onChange({ part: chosen === 'definition' ? chosen : undefined })}
        />
      </FilterBar>
      {isSource && source?.leftOut !== undefined ? (
        <Notice tone="queued">
          The file holds {bytesText(source.leftOut.bytes)}: its beginning is shown.{' '}
          <a href={source.leftOut.path} download={source.path.split('/').at(-1)}>
            Download all of it
          </a>
        </Notice>
      ) : null}
      <Suspense fallback={<TableSkeleton />}>
        {isSource && source === null ? (
          <EmptyState icon={IconFileCode} title="Its source was not uploaded" />
        ) : (
          <CodeView
            text={isSource ? (source?.text ?? '') : json}
            language={isSource ? 'typescript' : 'json'}
            label={isSource ? `Source of ${name}` : `Definition of ${name}`}
          />
        )}
      </Suspense>
    </>
  )
}

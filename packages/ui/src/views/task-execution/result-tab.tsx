import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { IconPackage } from '@tabler/icons-react'
import { EmptyState } from '../../components/empty-state.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { LeftOutNotice } from '../../components/left-out-notice.tsx'
import { Notice } from '../../components/notice.tsx'
import { outcomeText } from '../../components/outcome-text.ts'
import { Panel } from '../../components/panel.tsx'
import { Scrolled } from '../../components/scrolled.tsx'
import classes from '../execution/state-tab.module.css'
import { ArtifactList } from './artifact-list.tsx'

/** What it left, and what it was given by those before it. */
export function ResultTab({ shown }: { readonly shown: TaskExecutionResource }) {
  const { outcome, trigger, leftOut } = shown
  const given = Object.entries(trigger.outputs)
  return (
    <Scrolled label="Output and inputs">
      <Panel title="Output">
        {outcome?.type === 'success' && outcome.output !== null ? (
          <JsonView label="Output" value={outcome.output} />
        ) : (
          <EmptyState icon={IconPackage} title="It has left no output">
            {outcome === null ? 'It has not ended yet.' : outcomeText(outcome)}
          </EmptyState>
        )}
      </Panel>
      <ArtifactList shown={shown} />
      <Panel title="Outputs that it was given">
        {trigger.leftOutBytes === undefined ? null : (
          <Notice tone="failed">
            The events and outputs that started it are {trigger.leftOutBytes} bytes of JSON or more: too much for an
            attempt. Nothing of their contents was kept.
          </Notice>
        )}
        <LeftOutNotice leftOut={leftOut} />
        {given.length === 0 && trigger.leftOutBytes === undefined && leftOut === undefined
          ? 'None: no task before it started it.'
          : null}
        <dl className={classes.values}>
          {given.map(([task, value]) => (
            <div key={task} className={classes.value}>
              <dt className={classes.name}>{task}</dt>
              <dd>
                <JsonView label={`Output of ${task}`} value={value} />
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
    </Scrolled>
  )
}

import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { IconPackage } from '@tabler/icons-react'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { Notice } from '../../components/kit/feedback/notice.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { Scrolled } from '../../components/kit/layout/scrolled.tsx'
import { JsonView } from '../../components/kit/text/json-view.tsx'
import { LeftOutNotice } from '../../components/task/left-out-notice.tsx'
import { outcomeText } from '../../components/task/outcome-text.ts'
import classes from '../execution/tabs/state-tab.module.css'
import { ArtifactList } from './artifact-list.tsx'

/** Its output, and the outputs that it received. */
export function ResultTab({ shown }: { readonly shown: TaskExecutionResource }) {
  const { outcome, trigger, leftOut } = shown
  const given = Object.entries(trigger.outputs)
  return (
    <Scrolled label="Output and inputs">
      <Panel title="Output">
        {outcome?.type === 'success' && outcome.output !== null ? (
          <JsonView label="Output" value={outcome.output} />
        ) : (
          <EmptyState icon={IconPackage} title="No output">
            {outcome === null ? 'It has not ended yet.' : outcomeText(outcome)}
          </EmptyState>
        )}
      </Panel>
      <ArtifactList shown={shown} />
      <Panel title="Outputs that it received">
        {trigger.leftOutBytes === undefined ? null : (
          <Notice tone="failed">
            The events and outputs that started it are {trigger.leftOutBytes} bytes of JSON or more: too much for an
            attempt. Nothing of their contents was kept.
          </Notice>
        )}
        <LeftOutNotice leftOut={leftOut} />
        {given.length === 0 && trigger.leftOutBytes === undefined && leftOut === undefined
          ? 'None: no other task started it.'
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

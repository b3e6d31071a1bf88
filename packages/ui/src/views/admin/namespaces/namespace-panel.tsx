import type { NamespaceResource } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { confirm } from '../../../components/kit/feedback/confirm.tsx'
import { toast } from '../../../components/kit/feedback/toast.ts'
import { Panel } from '../../../components/kit/layout/panel.tsx'
import { client } from '../../../data/client.ts'
import { namespacesQuery } from '../../../data/queries/namespaces.ts'
import { useMay } from '../../../data/use-session.ts'
import classes from '../admin-view.module.css'
import { type Property, PropertyRows } from './property-rows.tsx'

interface NamespacePanelProps {
  readonly namespace: NamespaceResource
  readonly onGone: () => void
}

/** Edits the properties of a namespace, and deletes it. */
export function NamespacePanel({ namespace, onGone }: NamespacePanelProps) {
  const { name, properties, version } = namespace
  const [rows, setRows] = useState(() => rowsOf(properties))
  const queryClient = useQueryClient()
  const readAgain = () => queryClient.invalidateQueries({ queryKey: namespacesQuery.queryKey })
  const save = useMutation({
    mutationFn: () => client.namespaces.setProperties(name, propertiesOf(rows), { ifVersion: version }),
    onSuccess: async () => {
      await readAgain()
      toast.success(`The properties of "${name}" were saved.`)
    },
  })
  const isAuthor = useMay('author')
  const isAdmin = useMay('admin')
  const remove = () =>
    askToDelete(name, async () => {
      onGone()
      await readAgain()
    })
  return (
    <Panel title={`Properties of ${name}`}>
      <div className={classes.form}>
        <PropertyRows rows={rows} onChange={isAuthor ? setRows : null} />
        <div className={classes.buttons}>
          {isAdmin ? (
            <Button variant="default" onClick={remove}>
              Delete namespace
            </Button>
          ) : null}
          {isAuthor ? (
            <Button loading={save.isPending} onClick={() => save.mutate()}>
              Save
            </Button>
          ) : null}
        </div>
      </div>
    </Panel>
  )
}

function askToDelete(name: string, onDone: () => Promise<unknown>): void {
  confirm({
    title: 'Delete namespace',
    text: `"${name}" can be deleted only if it is empty. Its events are kept for as long as those of other namespaces.`,
    action: 'Delete',
    isDangerous: true,
    run: async () => {
      await client.namespaces.delete(name)
      toast.success(`Namespace "${name}" was deleted.`)
      await onDone()
    },
  })
}

function rowsOf(properties: NamespaceResource['properties']): readonly Property[] {
  return Object.entries(properties).map(([key, value]) => ({ id: crypto.randomUUID(), key, value }))
}

function propertiesOf(rows: readonly Property[]): Record<string, string> {
  return Object.fromEntries(rows.filter(({ key }) => key.trim() !== '').map(({ key, value }) => [key.trim(), value]))
}

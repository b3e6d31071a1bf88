import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { namespacesQuery } from '../../data/queries/namespaces.ts'
import { writeSetting } from '../../data/settings.ts'
import { useNamespace } from '../../data/use-namespace.ts'
import { useSession } from '../../data/use-session.ts'

const ALL = '*'

/** Chooses the namespace that the whole page is limited to. */
export function NamespaceSwitch() {
  const { namespaces: own } = useSession()
  const namespace = useNamespace()
  const navigate = useNavigate()
  const { data } = useQuery({ ...namespacesQuery, enabled: own === null })
  const names = own ?? data?.map(({ name }) => name) ?? (namespace === undefined ? [] : [namespace])
  const choices = names.map((name) => ({ value: name, label: name }))
  const choose = (value: string | null) => {
    const next = value === null || value === ALL ? undefined : value
    writeSetting('namespace', next ?? null)
    void navigate({ to: '.', search: (old) => ({ ...old, namespace: next }) })
  }
  return (
    <Select
      aria-label="Namespace"
      data={own === null ? [{ value: ALL, label: 'All namespaces' }, ...choices] : choices}
      value={namespace ?? ALL}
      onChange={choose}
      allowDeselect={false}
      searchable={choices.length > 8}
    />
  )
}

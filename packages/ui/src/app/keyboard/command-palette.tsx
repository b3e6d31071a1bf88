import { Modal } from '@mantine/core'
import { useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useState, useSyncExternalStore } from 'react'
import { createHolder } from '../../data/holder.ts'
import { foundWorkflowsQuery, type WorkflowName } from '../../data/queries/workflows.ts'
import { useNamespace } from '../../data/use-namespace.ts'
import classes from './command-palette.module.css'
import { type PaletteItem, paletteItems } from './palette-items.ts'

/** Maximum number of workflows to list. */
const SHOWN_WORKFLOWS = 8
const PAUSE_MS = 150

const palette = createHolder(false)

export function openPalette(): void {
  palette.set(true)
}

/** Finds views, workflows and executions by what is typed, and goes there. */
export function CommandPalette() {
  const isOpen = useSyncExternalStore(palette.subscribe, palette.get)
  useHotkeys([['mod+K', openPalette]], [])
  return (
    <Modal
      opened={isOpen}
      onClose={() => palette.set(false)}
      withCloseButton={false}
      padding={0}
      size="md"
      yOffset="12vh"
      centered={false}
      transitionProps={{ duration: 0 }}
      title="Go to"
      classNames={{ header: classes.hidden }}
    >
      <PaletteBody />
    </Modal>
  )
}

/** The workflows of the namespace whose name contains what was typed. Those of the shorter text stay meanwhile. */
function useWorkflowsWith(text: string): readonly WorkflowName[] {
  const wanted = text.trim()
  const namespace = useNamespace()
  const [name] = useDebouncedValue(wanted, PAUSE_MS)
  const { data = [] } = useQuery({
    ...foundWorkflowsQuery({ namespace, name }, SHOWN_WORKFLOWS),
    enabled: wanted !== '' && name !== '',
    placeholderData: keepPreviousData,
  })
  return data.filter((workflow) => workflow.name.toLowerCase().includes(wanted.toLowerCase()))
}

function PaletteBody() {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const items = paletteItems(text, useWorkflowsWith(text))
  const navigate = useNavigate()
  const listId = useId()
  const follow = (item: PaletteItem | undefined) => {
    if (item === undefined) return
    palette.set(false)
    void navigate(item.to)
  }
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setChosen((at) => (at + step + items.length) % Math.max(1, items.length))
    } else if (event.key === 'Enter') follow(items[chosen])
  }
  return (
    <div>
      <input
        className={classes.input}
        value={text}
        placeholder="A view, a workflow, or the id of a workflow execution"
        aria-label="Go to"
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={items[chosen] === undefined ? undefined : `${listId}-${chosen}`}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={press}
        data-autofocus
      />
      <div role="listbox" id={listId} aria-label="Places" className={classes.list}>
        {items.map((item, index) => (
          <div
            key={item.key}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={classes.item}
            onMouseEnter={() => setChosen(index)}
            onMouseDown={() => follow(item)}
          >
            <item.icon size={16} stroke={1.6} aria-hidden />
            <span className={classes.title}>{item.title}</span>
            <span className={classes.hint}>{item.hint}</span>
          </div>
        ))}
        {items.length === 0 ? <div className={classes.nothing}>No matches.</div> : null}
      </div>
    </div>
  )
}

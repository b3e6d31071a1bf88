import { Kbd, Modal, Table } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { createHolder } from '../../data/holder.ts'
import { PLACES } from '../navigation/places.ts'
import { useShortcuts } from './use-shortcuts.ts'

const help = createHolder(false)

export function openShortcutHelp(): void {
  help.set(true)
}

const OTHERS = [
  { keys: ['Ctrl', 'K'], title: 'Go to …' },
  { keys: ['/'], title: 'Filter what is shown' },
  { keys: ['?'], title: 'These shortcuts' },
]

/** Handles the keyboard shortcuts of the whole page, and lists them in a dialog. */
export function ShortcutHelp() {
  const isOpen = useSyncExternalStore(help.subscribe, help.get)
  useShortcuts({ onHelp: openShortcutHelp })
  const rows = [...PLACES.map(({ letter, title }) => ({ keys: ['g', letter], title })), ...OTHERS]
  return (
    <Modal opened={isOpen} onClose={() => help.set(false)} title="Keyboard shortcuts" size="sm">
      <Table>
        <Table.Tbody>
          {rows.map(({ keys, title }) => (
            <Table.Tr key={title}>
              <Table.Td>{title}</Table.Td>
              <Table.Td style={{ textAlign: 'right' }}>
                {keys.map((key) => (
                  <Kbd key={key} size="xs" ml={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}

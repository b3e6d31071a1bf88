import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import {
  IconDeviceDesktop,
  IconExternalLink,
  IconKeyboard,
  IconLicense,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { client } from '../../data/client.ts'
import { serverQuery } from '../../data/queries/server.ts'
import { useSession } from '../../data/use-session.ts'
import { openShortcutHelp } from '../keyboard/shortcut-help.tsx'
import classes from './session-menu.module.css'

const SCHEMES = [
  { value: 'light', title: 'Light', icon: IconSun },
  { value: 'dark', title: 'Dark', icon: IconMoon },
  { value: 'auto', title: 'Same as the system', icon: IconDeviceDesktop },
] as const

/** Shows who is logged in with which role, and has the appearance and the logout. */
export function SessionMenu({ isNarrow }: { readonly isNarrow: boolean }) {
  const { name, role } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { data: server } = useQuery(serverQuery)
  const logOut = useLogOut()
  return (
    <Menu position="top-start" width={200}>
      <Menu.Target>
        <UnstyledButton className={classes.button} aria-label={isNarrow ? `${name} ${role}` : undefined}>
          <IconUserCircle size={20} stroke={1.5} aria-hidden />
          {isNarrow ? null : (
            <span className={classes.who}>
              <span className={classes.name}>{name}</span> <span className={classes.role}>{role}</span>
            </span>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        {SCHEMES.map(({ value, title, icon: IconOf }) => (
          <Menu.Item
            key={value}
            leftSection={<IconOf size={15} />}
            onClick={() => setColorScheme(value)}
            aria-current={colorScheme === value}
            className={colorScheme === value ? classes.chosen : undefined}
          >
            {title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={openShortcutHelp}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconExternalLink size={15} />} component="a" href="/api/docs" target="_blank">
          HTTP API
        </Menu.Item>
        <Menu.Item leftSection={<IconLicense size={15} />} component="a" href="/licenses.txt" target="_blank">
          Licences
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={logOut}>
          Log out
        </Menu.Item>
        {server === undefined ? null : <Menu.Label>Version {server.version}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  )
}

function useLogOut() {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return async () => {
    await client.session.end()
    await navigate({ to: '/login' })
    queryClient.clear()
  }
}

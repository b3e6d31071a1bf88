import { ActionIcon, Tooltip } from '@mantine/core'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Logo } from '../../components/kit/layout/logo.tsx'
import { openPalette } from '../keyboard/command-palette.tsx'
import { NamespaceSwitch } from './namespace-switch.tsx'
import classes from './navigation.module.css'
import { PLACES, type Place } from './places.ts'
import { SessionMenu } from './session-menu.tsx'

interface NavigationProps {
  readonly isNarrow: boolean
  /** Absent if the navigation cannot be narrowed. */
  readonly onToggle?: () => void
}

export function Navigation({ isNarrow, onToggle }: NavigationProps) {
  return (
    <div className={classes.navigation} data-narrow={isNarrow || undefined}>
      <div className={classes.brand}>
        <Logo size={26} />
        {isNarrow ? null : <strong className={classes.name}>AIFlow</strong>}
        {onToggle === undefined ? null : <NarrowButton isNarrow={isNarrow} onToggle={onToggle} />}
      </div>
      {isNarrow ? null : <NamespaceSwitch />}
      <SearchButton isNarrow={isNarrow} />
      <nav className={classes.places} aria-label="Views">
        {PLACES.map((place) => (
          <PlaceLink key={place.to} place={place} isNarrow={isNarrow} />
        ))}
      </nav>
      <SessionMenu isNarrow={isNarrow} />
    </div>
  )
}

function PlaceLink({ place: { to, title, icon: IconOf }, isNarrow }: { place: Place; isNarrow: boolean }) {
  const link = (
    <Link to={to} className={classes.place} activeOptions={{ exact: to === '/', includeSearch: false }}>
      <IconOf size={18} stroke={1.6} aria-hidden />
      <span className={isNarrow ? classes.hidden : undefined}>{title}</span>
    </Link>
  )
  return isNarrow ? (
    <Tooltip label={title} position="right">
      {link}
    </Tooltip>
  ) : (
    link
  )
}

function SearchButton({ isNarrow }: { isNarrow: boolean }) {
  return (
    <button type="button" className={classes.search} onClick={openPalette} aria-label={isNarrow ? 'Go to' : undefined}>
      <IconSearch size={15} aria-hidden />
      {isNarrow ? null : (
        <>
          <span>Go to …</span>
          <kbd>Ctrl K</kbd>
        </>
      )}
    </button>
  )
}

function NarrowButton({ isNarrow, onToggle }: { isNarrow: boolean; onToggle: () => void }) {
  const IconOf = isNarrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      className={classes.toggle}
      aria-label={isNarrow ? 'Expand the navigation' : 'Collapse the navigation'}
      onClick={onToggle}
    >
      <IconOf size={18} stroke={1.6} aria-hidden />
    </ActionIcon>
  )
}

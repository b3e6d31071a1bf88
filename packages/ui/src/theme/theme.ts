import { createTheme, type MantineColorsTuple } from '@mantine/core'

const INDIGO: MantineColorsTuple = [
  '#eef1fd',
  '#dbe0f8',
  '#b5bff0',
  '#8c9ce8',
  '#6b7ee1',
  '#566cdc',
  '#4c5fd5',
  '#3e50bd',
  '#3647aa',
  '#2b3c96',
]

const SLATE: MantineColorsTuple = [
  '#e6e9ef',
  '#c6ccd6',
  '#9aa4b2',
  '#7d8896',
  '#3a4250',
  '#272d38',
  '#1b2029',
  '#161a21',
  '#11151b',
  '#0f1217',
]

const SYSTEM_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif'

/** Calm and dense, so that the state of things stands out. */
export const theme = createTheme({
  primaryColor: 'indigo',
  // White text is legible on this shade in both themes.
  primaryShade: 6,
  autoContrast: true,
  respectReducedMotion: true,
  colors: { indigo: INDIGO, dark: SLATE },
  fontFamily: SYSTEM_FONT,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", "Liberation Mono", Menlo, monospace',
  defaultRadius: 'sm',
  headings: { fontFamily: SYSTEM_FONT, fontWeight: '600' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'md' } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Menu: { defaultProps: { shadow: 'md' } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Modal: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        centered: true,
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
  },
})

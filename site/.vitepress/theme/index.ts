import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import './style.css'
import { VersionSwitch } from './version-switch.ts'

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component('VersionSwitch', VersionSwitch)
  },
} satisfies Theme

import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { compressAssets } from './build/compress-assets.ts'

export default defineConfig({
  plugins: [react(), compressAssets()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    target: 'es2023',
    outDir: 'dist',
    // Pages that are open still ask for the parts of the build before.
    emptyOutDir: false,
    assetsDir: 'assets',
    // Fonts and pictures stay files, for the page's own rules allow nothing inline.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
})

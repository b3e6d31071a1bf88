export { defineConfig, type ProjectConfig, type ProjectStart } from './project-config.ts'

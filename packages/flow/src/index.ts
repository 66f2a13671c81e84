export * from './document.ts'
export * from './problem.ts'

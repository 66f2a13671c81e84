export * from './kit/fields.ts'
export * from './kit/node.ts'

export { VERSION } from '@sluice/program'

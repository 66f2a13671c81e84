export { numberFrom, readBasics, type Basics } from './environment.ts'
export { runProgram, type Running } from './run-program.ts'
export { VERSION } from './version.ts'

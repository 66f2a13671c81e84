/** Where the first port sits from the top of the card, and how far apart ports are. */
const FIRST = 26
const STEP = 24

/** The middle of a port from the top of its card. */
export const portTop = (index: number): number => FIRST + index * STEP

/** The height that the ports of a card need. */
export const heightFor = (inputs: number, outputs: number): number => portTop(Math.max(inputs, outputs, 1))

/** Does something when what has just been changed is drawn: in the frame after the next. */
export const onceDrawn = (work: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(work))
}

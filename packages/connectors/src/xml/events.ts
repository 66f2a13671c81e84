/** Attributes as they are written, in order. */
export type WrittenAttributes = readonly (readonly [name: string, value: string])[]

/** Takes the events of a document, all in byte text. Text comes without references; comments and instructions are passed over. */
export interface XmlEvents {
  readonly open: (name: string, attributes: WrittenAttributes) => void
  /** The part of `text` between two positions. */
  readonly text: (text: string, from: number, to: number) => void
  readonly close: () => void
  /** False: nobody listens to text just now, so it is only checked. */
  readonly wantsText: () => boolean
}

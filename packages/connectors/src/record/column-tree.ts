/** The wanted columns of a record as a tree of keys, so that one walk over a record fills them all. */
export interface ColumnNode {
  /** Index of the column that takes the value here; -1: none. */
  column: number
  readonly children: Map<string, ColumnNode>
  /** Keys in the order last met, with what they lead to: most records repeat it. */
  readonly seen: { readonly key: string; readonly quoted: string; readonly child: ColumnNode | undefined }[]
}

const emptyNode = (): ColumnNode => ({ column: -1, children: new Map(), seen: [] })

/** Builds the tree from paths already split into steps. The empty path is the record itself. */
export function columnTree(paths: readonly (readonly string[])[]): ColumnNode {
  const root = emptyNode()
  paths.forEach((steps, column) => {
    let node = root
    for (const step of steps) {
      let child = node.children.get(step)
      if (child === undefined) node.children.set(step, (child = emptyNode()))
      node = child
    }
    node.column = column
  })
  return root
}

import { type Document, isNode, type LineCounter } from 'yaml';

/** The 1-based line of the node at this path, or of its nearest existing ancestor. */
export function locatePath(document: Document, lines: LineCounter, path: readonly string[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
